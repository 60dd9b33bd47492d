import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { checkOperations } from 'porcupine-wasm'
import { measureApart } from './measure.ts'
import { type LinearizabilityRow, linearizabilityRows } from './porcupine.ts'
import { NativePorcupine, type NativeResult } from './porcupine-go.ts'
import { recordedLogs } from './recorded-logs.ts'
import { goal, type Measured, median, round, standing } from './row.ts'

/** CPU ms by family, as measured when a release was made: to see what became slower, on the same machine at best. */
interface Baseline {
  readonly release: string
  readonly cpuMs: Readonly<Record<string, number>>
  /** Go Porcupine's, where it ended. */
  readonly goCpuMs: Readonly<Record<string, number>>
}

// Compiled, this file is two folders below the root.
const root = new URL('../../', import.meta.url)
const baselineFile = new URL('bench/porcupine-baseline.json', root)
const packageFolder = new URL('porcupine-wasm/', root)

/** The recorded logs one by one: Go checks each so often, so that its clock is good enough. */
const goRounds = 5

/** What Go Porcupine is given for one history, ms: where it is to be compared with, enough to end. */
const goTimeoutMs = { compared: 60_000, else: 5000 }

/**
 * Prints the linearizability checker's figures beside native Go Porcupine's of the same run on the same files
 * (`MURPHY_GO`, `MURPHY_PORCUPINE`; see `NativePorcupine`), or else beside those that were recorded with the previous
 * release. `rows`: a text that the rows measured have in their names. `record` makes this run's figures those of the
 * release; those of other rows stay.
 */
export function reportPorcupine({ long, rows, record }: Wanted): void {
  const all = linearizabilityRows({ long })
  const native = NativePorcupine.fromEnvironment()
  const baseline = readBaseline()
  const cpuMs = ofRows(all, baseline?.cpuMs)
  const goCpuMs = ofRows(all, baseline?.goCpuMs)
  try {
    console.log(
      'The linearizability checker (CPU time of the whole check without parsing, median of five; a process a row)',
    )
    const table = all
      .filter(({ name }) => name.includes(rows))
      .map((row) => {
        const ours = measureApart('linearizability', row)
        const go = native && !row.huge ? checkNatively(native, row) : undefined
        cpuMs[row.name] = round(ours.cpuMs)
        if (go && ended(go)) goCpuMs[row.name] = round(go.cpuMs)
        return [row.name, columns(row, ours, go, baseline)]
      })
    console.table(Object.fromEntries(table))
    console.log('Short checks: the mean of many, Go’s too. First: the first check of a process, nothing compiled yet.')
    if (rows === '') reportEachLog(native)
    if (native)
      console.log(
        'Go: the same histories where its time is in the mark, else the first. What did not end is a lower bound.',
      )
    else console.log('Go’s figures are recorded ones; for new ones: MURPHY_GO=<go> MURPHY_PORCUPINE=<checkout>.')
    if (record) writeBaseline(cpuMs, goCpuMs)
  } finally {
    native?.remove()
  }
  const wasm = statSync(new URL('build/core.wasm', packageFolder)).size
  console.log(`porcupine-wasm: wasm module ${kb(wasm)}, ${packed()}`)
}

interface Wanted {
  readonly long: boolean
  readonly rows: string
  readonly record: boolean
}

/** Go Porcupine on the histories that we are measured with, where our mark is its time; else on the first of them. */
function checkNatively(native: NativePorcupine, row: LinearizabilityRow): NativeResult {
  const compared = row.mark?.least.times !== undefined
  const rounds = Array.from({ length: compared ? row.rounds : 1 }, (_, i) =>
    native.check(row.native, row.cases(i + 1), compared ? goTimeoutMs.compared : goTimeoutMs.else, row.times),
  )
  return {
    verdicts: rounds.flatMap(({ verdicts }) => verdicts),
    cpuMs: median(rounds.map(({ cpuMs }) => cpuMs)),
    each: rounds.flatMap(({ each }) => each),
    mb: Math.max(...rounds.map(({ mb }) => mb)),
  }
}

/** The figures of rows that there still are, in their order. */
function ofRows(rows: readonly LinearizabilityRow[], figures: Baseline['cpuMs'] = {}): Record<string, number> {
  return Object.fromEntries(rows.flatMap(({ name }) => (figures[name] === undefined ? [] : [[name, figures[name]]])))
}

function columns(
  row: LinearizabilityRow,
  ours: Measured,
  go: NativeResult | undefined,
  baseline: Baseline | undefined,
) {
  const { name, mark } = row
  const goMs = go?.cpuMs ?? baseline?.goCpuMs[name]
  const times = goMs === undefined ? undefined : goMs / ours.cpuMs
  const reached = standing(mark, { ms: ours.cpuMs, mb: ours.addedMb, times })
  return {
    verdicts: ours.verdicts,
    'CPU ms': round(ours.cpuMs),
    'CPU ms, first': round(ours.firstMs),
    [`CPU ms of ${baseline?.release ?? 'the last release'}`]: baseline?.cpuMs[name] ?? '',
    'added MB': round(ours.addedMb),
    'search MB': round(ours.searchMb),
    'Go verdicts': go ? tally(go.verdicts) : '',
    'Go CPU ms': goMs === undefined ? '' : round(goMs),
    'Go MB': go?.mb ?? '',
    'times faster': times === undefined ? '' : round(times),
    'at least': mark ? goal(mark.least) : '',
    aim: mark ? goal(mark.aim) : '',
    mark: reached,
  }
}

/** Each recorded etcd log by itself: which is slowest beside Go, and how it is in the middle. */
function reportEachLog(native: NativePorcupine | undefined): void {
  const { etcd } = recordedLogs()
  if (!native || etcd.length === 0) return
  const go = native.check('register', etcd, goTimeoutMs.else, goRounds)
  const times = etcd.map((log, i) => {
    const mine = Array.from({ length: 3 }, () => cpuMsOf(() => checkOperations(log.model, log.ops, { explain: false })))
    return (go.each[i] ?? 0) / Math.max(1e-6, median(mine))
  })
  const worst = Math.min(...times)
  const slower = times.filter((each) => each < 1).length
  const reached = worst >= 1 ? (median(times) >= 5 ? 'aim' : 'met') : 'MISSED'
  console.log(
    `each recorded etcd log: median ${round(median(times))}× Go, the slowest ${round(worst)}× (${etcd[times.indexOf(worst)]?.name}), ` +
      `${slower} of ${times.length} slower than Go; at least none slower, aim a median of 5×: ${reached}`,
  )
}

/** Mean CPU time of as many calls as the clock needs. */
function cpuMsOf(work: () => unknown): number {
  const before = process.cpuUsage()
  const start = performance.now()
  let calls = 0
  while (performance.now() - start < 20) {
    work()
    calls++
  }
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000 / calls
}

function ended({ verdicts }: NativeResult): boolean {
  return verdicts.every((verdict) => verdict === 'valid' || verdict === 'invalid')
}

function tally(verdicts: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const verdict of verdicts) counts.set(verdict, (counts.get(verdict) ?? 0) + 1)
  return [...counts].map(([verdict, n]) => `${n} ${verdict}`).join(', ')
}

function readBaseline(): Baseline | undefined {
  return existsSync(baselineFile) ? (JSON.parse(readFileSync(baselineFile, 'utf8')) as Baseline) : undefined
}

function writeBaseline(cpuMs: Baseline['cpuMs'], goCpuMs: Baseline['goCpuMs']): void {
  const { version } = JSON.parse(readFileSync(new URL('package.json', packageFolder), 'utf8')) as { version: string }
  writeFileSync(baselineFile, `${JSON.stringify({ release: version, cpuMs, goCpuMs } satisfies Baseline, null, 2)}\n`)
}

/** What a user downloads, and what it takes on disk. */
function packed(): string {
  const args = ['pack', '--dry-run', '--json', '--loglevel=error']
  const answer = execFileSync('npm', args, { cwd: fileURLToPath(packageFolder), encoding: 'utf8' })
  const [one] = JSON.parse(answer) as { size: number; unpackedSize: number }[]
  return one ? `package ${kb(one.size)} packed, ${kb(one.unpackedSize)} unpacked` : 'package of unknown size'
}

function kb(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`
}
