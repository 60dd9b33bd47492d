import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Measured, porcupine } from './porcupine.ts'
import { NativePorcupine } from './porcupine-go.ts'

/** CPU ms by family, as measured when a release was made: to see what became slower, on the same machine at best. */
interface Baseline {
  readonly release: string
  readonly cpuMs: Readonly<Record<string, number>>
}

// Compiled, this file is two folders below the root.
const root = new URL('../../', import.meta.url)
const baselineFile = new URL('bench/porcupine-baseline.json', root)
const packageFolder = new URL('porcupine-wasm/', root)

/**
 * Prints the linearizability checker's figures beside native Go Porcupine's of the same run on the same files
 * (`MURPHY_GO`, `MURPHY_PORCUPINE`; see `NativePorcupine`), or else beside the previous release's. `record` makes this
 * run's figures those of the release.
 */
export function reportPorcupine({ long, record }: { readonly long: boolean; readonly record: boolean }): void {
  const native = NativePorcupine.fromEnvironment()
  try {
    const measured = porcupine({ long, native })
    const baseline = native ? undefined : readBaseline()
    console.log('The linearizability checker (CPU time of the whole check without parsing, median)')
    console.table(Object.fromEntries(measured.map((row) => [row.family, columns(row, baseline)])))
    if (native) console.log('Go: one history of each family. What did not end is a lower bound.')
    else console.log('For Go Porcupine’s figures: MURPHY_GO=<go> MURPHY_PORCUPINE=<checkout>.')
    if (record) writeBaseline(measured)
  } finally {
    native?.remove()
  }
  const wasm = statSync(new URL('build/core.wasm', packageFolder)).size
  console.log(`porcupine-wasm: wasm module ${kb(wasm)}, ${packed()}`)
}

function columns({ family, verdicts, cpuMs, searchMb, native }: Measured, baseline: Baseline | undefined) {
  const ours = { verdicts, 'CPU ms': round(cpuMs), 'search MB': round(searchMb) }
  const before = baseline?.cpuMs[family]
  if (before !== undefined) return { ...ours, [`CPU ms of ${baseline?.release}`]: before }
  if (!native) return ours
  return {
    ...ours,
    'Go verdicts': tally(native.verdicts),
    'Go CPU ms': round(native.cpuMs),
    'Go MB': native.mb,
    'times faster': round(native.cpuMs / cpuMs),
  }
}

function tally(verdicts: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const verdict of verdicts) counts.set(verdict, (counts.get(verdict) ?? 0) + 1)
  return [...counts].map(([verdict, n]) => `${n} ${verdict}`).join(', ')
}

function readBaseline(): Baseline | undefined {
  return existsSync(baselineFile) ? (JSON.parse(readFileSync(baselineFile, 'utf8')) as Baseline) : undefined
}

function writeBaseline(measured: readonly Measured[]): void {
  const { version } = JSON.parse(readFileSync(new URL('package.json', packageFolder), 'utf8')) as { version: string }
  const cpuMs = Object.fromEntries(measured.map((row) => [row.family, round(row.cpuMs)]))
  writeFileSync(baselineFile, `${JSON.stringify({ release: version, cpuMs } satisfies Baseline, null, 2)}\n`)
}

/** What a user downloads, and what it takes on disk. */
function packed(): string {
  const args = ['pack', '--dry-run', '--json', '--loglevel=error']
  const answer = execFileSync('npm', args, { cwd: fileURLToPath(packageFolder), encoding: 'utf8' })
  const [one] = JSON.parse(answer) as { size: number; unpackedSize: number }[]
  return one ? `package ${kb(one.size)} packed, ${kb(one.unpackedSize)} unpacked` : 'package of unknown size'
}

function round(number: number): number {
  return Number(number.toFixed(number < 10 ? 2 : 0))
}

function kb(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`
}
