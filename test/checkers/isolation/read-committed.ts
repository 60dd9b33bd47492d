import fc from 'fast-check'
import type { Json, Op } from '../../../src/op/op.ts'

type Mop = readonly [f: 'r' | 'append', key: number, element: number]

interface Txn {
  readonly mops: readonly Mop[]
  readonly answers: Json[]
  readonly own: Map<number, readonly number[]>
  /** What the append at hand has read. */
  seen: readonly number[] | undefined
  phase: 'idle' | 'open' | 'done'
}

/**
 * Histories of a database at read committed whose clients append by reading a list and writing it whole: each statement
 * sees what is committed, a write locks its key until the end. `turns` says whose statement is next.
 */
export const readCommitted: fc.Arbitrary<Op[]> = fc
  .record({
    plans: fc.array(fc.array(fc.tuple(fc.boolean(), fc.nat(1)), { minLength: 1, maxLength: 4 }), {
      minLength: 2,
      maxLength: 8,
    }),
    turns: fc.array(fc.nat(7), { minLength: 40, maxLength: 120 }),
    aborts: fc.subarray([0, 1, 2, 3, 4, 5, 6, 7], { maxLength: 2 }),
  })
  .map(({ plans, turns, aborts }) => {
    const txns = plans.map((plan, t): Txn => {
      const mops = plan.map(([reads, key], i): Mop => (reads ? ['r', key, 0] : ['append', key, t * 10 + i]))
      return { mops, answers: [], own: new Map(), seen: undefined, phase: 'idle' }
    })
    const ops: Op[] = []
    const committed = new Map<number, readonly number[]>()
    const record = (process: number, type: Op['type'], value: Json) => {
      ops.push({ index: ops.length, time: ops.length * 1000, process, type, f: 'txn', value })
    }
    for (const turn of turns) {
      const t = turn % txns.length
      const txn = txns[t] as Txn
      if (txn.phase === 'done') continue
      if (txn.phase === 'idle') record(t, 'invoke', asked(txn))
      if (txn.phase === 'idle' || txn.answers.length < txn.mops.length) {
        if (txn.phase === 'open') step(txn, txns, committed)
        txn.phase = 'open'
        continue
      }
      txn.phase = 'done'
      if (!aborts.includes(t)) for (const [key, list] of txn.own) committed.set(key, list)
      record(t, aborts.includes(t) ? 'fail' : 'ok', aborts.includes(t) ? asked(txn) : txn.answers)
      txn.own.clear()
    }
    return ops
  })

const asked = ({ mops }: Txn): Json => mops.map(([f, key, element]) => [f, key, f === 'r' ? null : element])

/** One statement; nothing happens to one that waits for a lock. */
function step(txn: Txn, txns: readonly Txn[], committed: ReadonlyMap<number, readonly number[]>): void {
  const [f, key, element] = txn.mops[txn.answers.length] as Mop
  const visible = txn.own.get(key) ?? committed.get(key) ?? []
  if (f === 'r') txn.answers.push(['r', key, visible])
  else if (txn.seen === undefined) txn.seen = visible
  else if (!txns.some((other) => other !== txn && other.own.has(key))) {
    txn.own.set(key, [...txn.seen, element])
    txn.answers.push(['append', key, element])
    txn.seen = undefined
  }
}
