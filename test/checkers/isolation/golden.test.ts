import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { checkIsolation } from '../../../src/checkers/isolation/check.ts'
import type { IsolationOptions } from '../../../src/checkers/isolation/options.ts'
import { readHistory } from '../../../src/history/read.ts'
import type { Op } from '../../../src/op/op.ts'

/** What the real Elle said of 160 histories under 9 to 14 options each, and of those in its own tests. */
const root = fileURLToPath(new URL('../../../../shared/histories/', import.meta.url))

interface Recorded {
  readonly file: string
  readonly workload: IsolationOptions['workload']
  readonly options: ElleOptions
  readonly valid: boolean | 'unknown'
  readonly anomalyTypes: readonly string[]
  readonly not: readonly string[]
  readonly alsoNot: readonly string[]
}

interface ElleOptions {
  readonly 'consistency-models'?: readonly string[] | null
  readonly anomalies?: readonly string[]
  readonly 'sequential-keys?'?: boolean
  readonly 'linearizable-keys?'?: boolean
  readonly 'wfr-keys?'?: boolean
}

function optionsOf(workload: IsolationOptions['workload'], elle: ElleOptions): IsolationOptions {
  return {
    workload,
    expect: elle['consistency-models'] === undefined ? 'strict-serializable' : (elle['consistency-models'] ?? []),
    anomalies: elle.anomalies ?? [],
    sequentialKeys: elle['sequential-keys?'] === true,
    linearizableKeys: elle['linearizable-keys?'] === true,
    wfrKeys: elle['wfr-keys?'] === true,
    infoWrites: 'ignored',
  }
}

const verdictOf = (valid: boolean | 'unknown') => (valid === 'unknown' ? 'unknown' : valid ? 'valid' : 'invalid')
const isCycle = (type: string) => type.startsWith('G0') || type.startsWith('G1c') || /^G(-|2)/.test(type)
const others = (types: readonly string[]) => types.filter((type) => !isCycle(type) && !type.endsWith('-cycle-exists'))
const cycles = (types: readonly string[]) => types.filter((type) => isCycle(type) || type.endsWith('-cycle-exists'))

const lines = readFileSync(`${root}isolation/elle-verdicts.jsonl`, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Recorded)
const byFile = new Map<string, Recorded[]>()
for (const line of lines) byFile.set(line.file, [...(byFile.get(line.file) ?? []), line])

describe('elle-verdicts.jsonl', () => {
  let differing = 0

  it.each([...byFile.keys()])('%s', (file) => {
    const { ops } = readHistory(`${root}isolation/${file}`)
    for (const { workload, options, valid, anomalyTypes, not, alsoNot } of byFile.get(file) ?? []) {
      const ours = checkIsolation(ops, optionsOf(workload, options))
      const { verdict, unverified } = ours
      const said = { verdict, not: ours.not, alsoNot: ours.alsoNot, others: others(ours.anomalyTypes), unverified }
      const recorded = { verdict: verdictOf(valid), not, alsoNot, others: others(anomalyTypes), unverified: [] }
      expect(said, JSON.stringify(options)).toEqual(recorded)
      if (JSON.stringify(cycles(ours.anomalyTypes)) !== JSON.stringify(cycles(anomalyTypes))) differing++
    }
  })

  it('names other cycles than Elle only where docs/isolation.md explains it', () => {
    expect(differing).toBeLessThanOrEqual(62)
  })

  it.each([...byFile.keys()])('%s: by default as much is found, or more', (file) => {
    const { ops } = readHistory(`${root}isolation/${file}`)
    for (const { workload, options, valid, not, alsoNot } of byFile.get(file) ?? []) {
      const ours = checkIsolation(ops, { ...optionsOf(workload, options), infoWrites: 'evidence' })
      expect(ours.unverified).toEqual([])
      if (valid === false) expect(ours.verdict).toBe('invalid')
      expect([...ours.not, ...ours.alsoNot]).toEqual(expect.arrayContaining([...not, ...alsoNot]))
    }
  })
})

interface ElleTest {
  readonly id: number
  readonly test: string
  readonly workload: IsolationOptions['workload']
  readonly opts: ElleOptions
  readonly history: readonly Op[]
  readonly result: {
    readonly 'valid?': boolean | 'unknown'
    readonly 'anomaly-types'?: readonly string[]
    readonly not?: readonly string[]
  }
}

const tests = readFileSync(`${root}elle-tests.jsonl`, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as ElleTest)

describe('elle-tests.jsonl', () => {
  it.each(tests)('$workload $id $test', ({ workload, opts, history, result }) => {
    const ours = checkIsolation(oneAtATime(history), optionsOf(workload, opts))
    expect(ours.unverified).toEqual([])
    expect(ours.verdict).toBe(verdictOf(result['valid?']))
    expect(ours.not).toEqual([...(result.not ?? [])].sort())
    // `garbage-read` is ours: Elle is silent about values that nobody wrote.
    const known = ours.anomalyTypes.filter((type) => type !== 'garbage-read')
    expect(others(known)).toEqual(others(result['anomaly-types'] ?? []).toSorted())
  })
})

describe('elle-cli', () => {
  it.each([
    ['paper-example.edn', 'list-append', 'invalid'],
    ['rw-register.edn', 'rw-register', 'valid'],
  ] as const)('%s', (file, workload, verdict) => {
    const { ops } = readHistory(`${root}elle-cli/${file}`)
    expect(checkIsolation(ops, { workload }).verdict).toBe(verdict)
  })
})

/** One of the tests has a process invoke five transactions at once: each gets a process of its own then. */
function oneAtATime(history: readonly Op[]): Op[] {
  const invokes = history.filter(({ type }) => type === 'invoke')
  const overlaps = history.findIndex(({ type }) => type !== 'invoke') === 5 && invokes.length === 5
  return history.map((op, i) => (overlaps ? { ...op, process: i % 5 } : op))
}
