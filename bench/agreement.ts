import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import fc from 'fast-check'

/** A property of the tests, and what its histories were like so far. */
interface Agreement {
  readonly name: string
  readonly property: fc.IProperty<unknown>
  readonly counts: Readonly<Record<string, number>>
}

export interface AgreementOptions {
  /** Random histories of each property. */
  readonly runs: number
  readonly seed: number
  /** Begin anew, whatever was done before. */
  readonly fresh: boolean
}

/** How far a run has come: where it was interrupted the next one goes on. */
interface Done {
  readonly seed: number
  readonly runs: Record<string, number>
  readonly counts: Record<string, Record<string, number>>
}

/** Histories between two savings. */
const batch = 1000
/** Between the seeds of two properties: each has histories of its own. */
const apart = 1_000_003

// Compiled, this file is two folders below the root.
const root = new URL('../../', import.meta.url)
const state = fileURLToPath(new URL('build/agreement.json', root))
const modules = ['porcupine-wasm/test/agreement.ts', 'test/checkers/isolation/agreements.ts']

/**
 * The agreements of the tests (every way to a verdict says the same of random histories) on very many histories: a line
 * for each tenth, with the seed; for what disagrees, the smallest history found and how to have it again. Answers
 * whether all agreed. An hour or so for 100,000.
 */
export async function agreement({ runs, seed, fresh }: AgreementOptions): Promise<boolean> {
  const before = fresh ? undefined : read()
  const done: Done = before ?? { seed, runs: {}, counts: {} }
  console.log(
    `Agreement: ${runs} random histories of each model, seed ${done.seed}${before ? ', going on (--fresh begins anew)' : ''}`,
  )
  let agreed = true
  const all = (await Promise.all(modules.map(load))).flat()
  for (const [nth, one] of all.entries()) agreed = goOn(one, runs, done.seed + nth * apart, done) && agreed
  return agreed
}

function goOn({ name, property, counts }: Agreement, runs: number, seed: number, done: Done): boolean {
  const earlier = done.counts[name] ?? {}
  for (let at = done.runs[name] ?? 0; at < runs; at += batch) {
    const details = fc.check(property, { seed: seed + at / batch, numRuns: Math.min(batch, runs - at) })
    if (details.failed) {
      console.log(`${name}: DISAGREE\n${fc.defaultReportMessage(details)}`)
      return false
    }
    done.runs[name] = Math.min(at + batch, runs)
    done.counts[name] = sum(earlier, counts)
    save(done)
    if (done.runs[name] === runs || (at + batch) % (runs / 10) === 0)
      console.log(`${name}: ${done.runs[name]} of ${runs} agree (${list(done.counts[name])})`)
  }
  return true
}

function sum(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): Record<string, number> {
  const kinds = new Set([...Object.keys(a), ...Object.keys(b)])
  return Object.fromEntries([...kinds].map((kind) => [kind, (a[kind] ?? 0) + (b[kind] ?? 0)]))
}

function list(counts: Readonly<Record<string, number>>): string {
  const kinds = Object.keys(counts).sort()
  return kinds.map((kind) => `${kind}: ${counts[kind]}`).join(', ')
}

/** The tests are no part of the build: they are compiled here. */
async function load(module: string): Promise<Agreement[]> {
  const outfile = fileURLToPath(new URL(`dist/bench/agreement/${module.replaceAll('/', '-')}.mjs`, root))
  await build({
    entryPoints: [fileURLToPath(new URL(module, root))],
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    outfile,
    logLevel: 'error',
  })
  const { agreements } = (await import(outfile)) as { agreements: () => Agreement[] }
  return agreements()
}

function read(): Done | undefined {
  return existsSync(state) ? (JSON.parse(readFileSync(state, 'utf8')) as Done) : undefined
}

function save(done: Done): void {
  mkdirSync(dirname(state), { recursive: true })
  writeFileSync(state, JSON.stringify(done))
}
