import fc from 'fast-check'
import type { Workload } from '../../../src/checkers/isolation/txns.ts'
import type { Json, Op } from '../../../src/op/op.ts'

/** Few keys, few transactions: everything meets everything. */
const keys = ['x', 'y']

interface Plan {
  readonly mops: readonly { readonly write: boolean; readonly key: string; readonly pick: number }[]
  readonly outcome: 'ok' | 'info' | 'fail'
  readonly process: number
  /** When it takes effect, among the others. */
  readonly moment: number
}

const plan: fc.Arbitrary<Plan> = fc.record({
  mops: fc.array(fc.record({ write: fc.boolean(), key: fc.constantFrom(...keys), pick: fc.nat(99) }), {
    minLength: 1,
    maxLength: 3,
  }),
  outcome: fc.constantFrom('ok', 'ok', 'ok', 'ok', 'info', 'fail' as const),
  process: fc.nat(3),
  moment: fc.nat(99),
})

/**
 * Histories of up to `most` transactions. `wildness` 0: reads are those of some serial execution (in the order of the
 * moments, whatever real time says). Above: so many of a hundred reads return another version of their key.
 */
export function randomHistory(workload: Workload, wildness: number, most = 6): fc.Arbitrary<Op[]> {
  return fc
    .record({
      plans: fc.array(plan, { minLength: 2, maxLength: most }),
      turns: fc.array(fc.nat(99), { minLength: 24, maxLength: 24 }),
    })
    .map(({ plans, turns }) => interleave(answered(plans, workload, wildness), turns))
}

type Answered = Plan & { readonly asked: Json; readonly answer: Json }

function answered(plans: readonly Plan[], workload: Workload, wildness: number): Answered[] {
  const write = workload === 'list-append' ? 'append' : 'w'
  let next = 1
  const valued = plans.map((each) => ({ ...each, values: each.mops.map(({ write }) => (write ? next++ : 0)) }))
  const versions = new Map(keys.map((key) => [key, [workload === 'list-append' ? [] : null] as Json[]]))
  const inEffect = valued.map((each) => ({ each, done: false }))
  const results = new Map<object, Json[]>()
  // All versions first, then the reads: a wild read may return what comes later.
  const held: { readonly each: object; readonly i: number; readonly key: string; readonly version: number }[] = []
  for (const { each } of inEffect.toSorted((a, b) => a.each.moment - b.each.moment))
    each.mops.forEach(({ write, key }, i) => {
      const all = versions.get(key) as Json[]
      if (!write) held.push({ each, i, key, version: all.length - 1 })
      else if (each.outcome !== 'fail') {
        const value = each.values[i] as number
        all.push(workload === 'list-append' ? [...(all.at(-1) as Json[]), value] : value)
      }
    })
  for (const { each, i, key, version } of held) {
    const all = versions.get(key) as Json[]
    const { pick } = (each as (typeof valued)[number]).mops[i] as Plan['mops'][number]
    const seen = results.get(each) ?? []
    seen[i] = all[pick < wildness ? pick % all.length : version] as Json
    results.set(each, seen)
  }
  return valued.map((each) => ({
    ...each,
    asked: each.mops.map((mop, i) => (mop.write ? [write, mop.key, each.values[i] as number] : ['r', mop.key, null])),
    answer: each.mops.map((mop, i) =>
      mop.write ? [write, mop.key, each.values[i] as number] : ['r', mop.key, results.get(each)?.[i] ?? null],
    ),
  }))
}

/** Each process does its transactions one after the other; after an info it goes on under another number. */
function interleave(plans: readonly Answered[], turns: readonly number[]): Op[] {
  const ops: Op[] = []
  const waiting = [...plans]
  const open: Answered[] = []
  const number = new Map<number, number>()
  const record = (each: Answered, type: Op['type'], value: Json) => {
    const process = number.get(each.process) ?? each.process
    ops.push({ index: ops.length, time: ops.length, process, type, f: 'txn', value })
    if (type === 'info') number.set(each.process, process + 10)
  }
  for (const turn of turns) {
    const ready = waiting.filter((each) => !open.some(({ process }) => process === each.process))
    if (turn % 2 === 0 && ready[0]) {
      open.push(ready[0])
      waiting.splice(waiting.indexOf(ready[0]), 1)
      record(ready[0], 'invoke', ready[0].asked)
    } else if (open.length > 0) {
      const [each] = open.splice(turn % open.length, 1)
      if (each) record(each, each.outcome, each.outcome === 'ok' ? each.answer : each.asked)
    }
  }
  return ops
}
