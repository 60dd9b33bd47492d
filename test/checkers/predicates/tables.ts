import fc from 'fast-check'
import type { Op } from '../../../src/op/op.ts'

/** `[process, steps, outcome]`: a transaction as it was answered. */
export type Txn = readonly [steps: readonly unknown[], type?: 'ok' | 'fail' | 'info']

/** Transactions one beside the other: all are invoked, then all answered, each by a process of its own. */
export function atOnce(...txns: readonly Txn[]): Op[] {
  const op = (at: number, process: number, type: Op['type'], value: unknown): Op => ({
    index: at,
    time: at * 1e6,
    process,
    type,
    f: 'txn',
    value: value as Op['value'],
  })
  const asked = (steps: readonly unknown[]) =>
    (steps as unknown[][]).map((step) => (step[0] === 'select' ? [...step.slice(0, 3), null] : step))
  return [
    ...txns.map(([steps], i) => op(i, i, 'invoke', asked(steps))),
    ...txns.map(([steps, type = 'ok'], i) => op(txns.length + i, i, type, type === 'ok' ? steps : asked(steps))),
  ]
}

export const high = 10

/** What a transaction does: rows are inserted below `high` and updated to `high` and more, or (wild) to anything. */
type Plan = { readonly steps: unknown[][]; readonly type: 'ok' | 'fail' | 'info' }

/** Up to five transactions on two rows of one group; each row is inserted by one and updated by one at most. */
export function plans(wild: boolean): fc.Arbitrary<Plan[]> {
  const select = fc.constantFrom(0, high).map((least) => ['select', 0, least, null])
  const reads = fc.array(select, { maxLength: 2 })
  const change = fc.record({
    id: fc.nat(1),
    f: fc.constantFrom('insert', 'update'),
    low: fc.boolean(),
    after: fc.boolean(),
  })
  const one = fc.record({
    reads,
    changes: fc.array(change, { maxLength: 2 }),
    type: fc.constantFrom('ok', 'ok', 'ok', 'ok', 'fail', 'info' as const),
  })
  return fc.array(one, { minLength: 2, maxLength: 5 }).map((all) => {
    const used = new Set<string>()
    return all.map(({ reads: selects, changes, type }) => {
      const writes = changes.flatMap(({ id, f, low, after }) => {
        if (used.has(f + id)) return []
        used.add(f + id)
        const value = f === 'insert' ? 1 + id : wild && low ? 5 + id : high + id
        const both = changes.some((other) => other.id === id && other.f !== f)
        return [{ step: [f, 0, id, value], after: both ? f === 'update' : after }]
      })
      const steps = [
        ...writes.filter(({ after }) => !after).map(({ step }) => step),
        ...selects,
        ...writes.filter(({ after }) => after).map(({ step }) => step),
      ]
      return { steps: steps.length > 0 ? steps : [['select', 0, 0, null]], type }
    })
  })
}

/** Answers that are no answers: each row absent, or with one of its values that the predicate matches. */
export function anyAnswers(all: readonly Plan[], draw: () => number): Txn[] {
  const values = (id: number) =>
    all.flatMap(({ steps }) =>
      steps.filter(([f, , row]) => f !== 'select' && row === id).map((step) => Number(step[3])),
    )
  return all.map(({ steps, type }) => {
    const answered = steps.map((step) => {
      if (step[0] !== 'select') return step
      const rows = [0, 1].flatMap((id) => {
        const matching = values(id).filter((value) => value >= Number(step[2]))
        const pick = matching[draw() % (matching.length + 1)]
        return pick === undefined ? [] : [[id, pick]]
      })
      return [...step.slice(0, 3), rows]
    })
    return [answered, type] as const
  })
}

/**
 * Answers of a database with snapshots. `take` says when: at the beginning of each transaction (snapshot isolation;
 * rows are never written by two that both commit, or the second fails), or of each step (read committed). Transactions
 * proceed in any order of steps.
 */
export function snapshots(all: readonly Plan[], take: 'begin' | 'step', draw: () => number): Txn[] {
  let committed = new Map<number, number>()
  const running = all.map(({ steps, type }) => ({
    todo: [...steps],
    done: [] as unknown[][],
    type,
    began: undefined as Map<number, number> | undefined,
    own: new Map<number, number>(),
  }))
  for (
    let open = running.filter(({ todo }) => todo.length > 0);
    open.length > 0;
    open = running.filter(({ todo }) => todo.length > 0)
  ) {
    const one = open[draw() % open.length]
    if (one === undefined) break
    one.began ??= committed
    const step = one.todo.shift() as unknown[]
    const [f, , third, value] = step
    if (f === 'select') {
      const seen = new Map([...(take === 'begin' ? one.began : committed), ...one.own])
      const rows = [...seen].filter(([, each]) => each >= Number(third)).sort(([a], [b]) => a - b)
      one.done.push([...step.slice(0, 3), rows])
    } else {
      one.done.push(step)
      one.own.set(Number(third), Number(value))
    }
    if (one.todo.length > 0) continue
    const missing = one.done.some(
      ([g, , id]) => g === 'update' && !one.began?.has(Number(id)) && !one.own.has(Number(id)),
    )
    const lacking = one.done.some(
      ([g, , id]) =>
        g === 'update' && !committed.has(Number(id)) && !one.done.some(([h, , row]) => h === 'insert' && row === id),
    )
    const conflict = take === 'begin' && [...one.own.keys()].some((id) => one.began?.get(id) !== committed.get(id))
    if (one.type === 'fail' || conflict || missing || lacking) one.type = 'fail'
    else committed = new Map([...committed, ...one.own])
  }
  return running.map(({ done, type }) => [done, type] as const)
}

/** Is there an order of the committed transactions, and of some of the indeterminate ones, that explains every read? */
export function serializable(txns: readonly Txn[]): boolean {
  const ok = txns.filter(([, type = 'ok']) => type === 'ok')
  const maybe = txns.filter(([, type]) => type === 'info')
  const subsets = Array.from({ length: 2 ** maybe.length }, (_, bits) => maybe.filter((_, i) => (bits >> i) & 1))
  return subsets.some((some) => explains([...ok, ...some], new Map()))
}

function explains(left: readonly Txn[], state: ReadonlyMap<number, number>): boolean {
  if (left.length === 0) return true
  return left.some((txn) => {
    const next = run(txn, state)
    const rest = left.filter((each) => each !== txn)
    return next !== undefined && explains(rest, next)
  })
}

function run([steps, type = 'ok']: Txn, state: ReadonlyMap<number, number>): Map<number, number> | undefined {
  const now = new Map(state)
  for (const [f, , third, fourth] of steps as [string, number, number, never][]) {
    if (f === 'select') {
      const rows = [...now].filter(([, value]) => value >= third).sort(([a], [b]) => a - b)
      if (type === 'ok' && JSON.stringify(rows) !== JSON.stringify(fourth)) return undefined
    } else {
      // Adya's order of versions: what is inserted comes before what it is updated to.
      if (f === 'insert' && now.has(third)) return undefined
      now.set(third, fourth)
    }
  }
  return now
}
