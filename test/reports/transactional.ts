import type { CheckerResult } from '../../src/checkers/checker.ts'
import { isolation } from '../../src/checkers/isolation/index.ts'
import { stats } from '../../src/checkers/stats.ts'
import type { Json, Op } from '../../src/op/op.ts'
import { sentence } from '../../src/scenario/sentence.ts'
import type { StoredRun } from '../../src/store/run.ts'
import { syntheticRun } from './synthetic.ts'

type Txn = readonly [type: Op['type'], ...mops: Json[]]

/** Transactions that all run at once, by one process each, over nodes n1 and n2. */
export function concurrent(...txns: readonly Txn[]): Op[] {
  const n = txns.length
  return [...txns.map((txn, i) => asked(txn, i, i)), ...txns.map((txn, i) => answered(txn, i, n + i))]
}

/** One after the other, each by a process of its own. */
export function sequential(...txns: readonly Txn[]): Op[] {
  return txns.flatMap((txn, i) => [asked(txn, i, 2 * i), answered(txn, i, 2 * i + 1)])
}

function asked([, ...mops]: Txn, process: number, index: number): Op {
  const value = mops.map((mop) => (Array.isArray(mop) && mop[0] === 'r' ? ['r', mop[1] as Json, null] : mop))
  return { index, time: (index + 1) * 1e6, process, type: 'invoke', f: 'txn', value }
}

function answered([type, ...mops]: Txn, process: number, index: number): Op {
  const error = type === 'ok' ? {} : { error: { kind: 'serialization-failure', message: 'could not serialize access' } }
  return {
    index,
    time: (index + 1) * 1e6,
    process,
    type,
    f: 'txn',
    value: mops,
    node: `n${1 + (process % 2)}`,
    ...error,
  }
}

const r = (key: Json, value: Json): Json => ['r', key, value]
const append = (key: Json, value: Json): Json => ['append', key, value]
const long = Array.from({ length: 40 }, (_, i) => i + 1)

/** One small history a kind of anomaly. */
export const examples: Readonly<Record<string, readonly Op[]>> = {
  'G2-item': concurrent(
    ['ok', r('x', []), append('y', 1), append('q', 4)],
    ['ok', r('y', []), append('x', 1), append('z', 9)],
    ['ok', r('x', [1]), r('y', [1]), r('q', [4])],
  ),
  'G-single-item': concurrent(
    ['ok', r('checking', long), r('savings', [7])],
    ['ok', append('checking', 41), append('savings', 7)],
    ['ok', append('checking', 42)],
    ['ok', r('checking', [...long, 41, 42])],
    ...long.map((each): Txn => ['ok', append('checking', each)]),
  ),
  'lost-update': concurrent(
    ['ok', r('x', []), append('x', 1)],
    ['ok', r('x', []), append('x', 2)],
    ['ok', r('x', [1, 2])],
  ),
  G1a: concurrent(['fail', append('x', 1), append('y', 3)], ['ok', r('x', [1]), append('z', 1)]),
  'G-nonadjacent-item': concurrent(
    ['ok', append('x', 1)],
    ['ok', append('y', 1)],
    ['ok', r('x', [1]), r('y', [])],
    ['ok', r('x', []), r('y', [1])],
  ),
  internal: concurrent(['ok', r('x', [1]), append('x', 2), r('x', [1])], ['ok', append('x', 1)]),
  'incompatible-order': concurrent(
    ['ok', append('x', 1)],
    ['ok', append('x', 2)],
    ['ok', append('x', 3)],
    ['ok', r('x', [1, 2, 3])],
    ['ok', r('x', [1, 3])],
  ),
  'G-single-item-realtime': sequential(['ok', append('x', 1)], ['ok', r('x', [])], ['ok', r('x', [1])]),
}

/** A cycle of so many transactions: each saw the append of the one before, and the last did not see the first. */
export function ring(n: number): Op[] {
  const txns = Array.from(
    { length: n },
    (_, i): Txn => [
      'ok',
      append(`k${i}`, 1),
      ...(i > 0 ? [r(`k${i - 1}`, [1])] : []),
      ...(i === n - 1 ? [r('k0', [])] : []),
    ],
  )
  return concurrent(...txns, ['ok', r('k0', [1])])
}

/** A run of transactions with this history, judged. */
export async function transactionalRun(
  history: readonly Op[],
  { expect = 'serializable', workload = 'list-append' }: { expect?: string; workload?: string } = {},
): Promise<StoredRun> {
  const run = syntheticRun({ ops: 10 })
  const input = { history, samples: [], options: {} }
  const checkers: Record<string, CheckerResult> = {
    isolation: await isolation.check({ ...input, options: { workload, expect } }),
    stats: await stats.check(input),
  }
  const verdict = checkers.isolation?.verdict ?? 'unknown'
  const options = { reads: 'primary', options: { isolation: 'repeatable-read' } }
  const test = { ...run.test, workload, options, faults: [], name: `postgres-${workload}`, nodes: ['n1', 'n2'] }
  const { schedule: _, ...rest } = test
  return {
    ...run,
    test: rest,
    results: {
      ...run.results,
      verdict,
      checkers,
      sentence: sentence(rest, verdict, checkers),
      history: { ops: history.length, complete: true },
    },
    history,
    samples: [],
  }
}
