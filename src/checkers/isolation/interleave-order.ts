import type { Json, Op } from '../../op/op.ts'
import { mopsIn } from './facts.ts'
import { same } from './intern.ts'

/** A step of one transaction: -1 begins it, the number of its micro-operations ends it. */
export interface Event {
  readonly txn: number
  readonly step: number
}

/** The first comes before the second. */
export type Constraint = readonly [Event, Event]

type Txns = readonly { readonly begin: Op; readonly end: Op }[]

interface Placed {
  readonly f: string
  readonly key: Json
  readonly value: Json
  readonly at: Event
}

/**
 * What has to come before what, the most certain first: later ones give way where they contradict earlier ones. `timed`:
 * the order in time is among the certain ones.
 */
export function constraints(txns: Txns, timed: boolean): Constraint[] {
  const mops = txns.flatMap(({ end }, txn) =>
    mopsIn(end).map(([f, key, value], step): Placed => ({ f, key, value, at: { txn, step } })),
  )
  const { seen, missed } = dataOrder(txns, mops)
  const done = ({ txn }: Event): Event => ({ txn, step: mopsIn(txns[txn]!.end).length })
  const first = ({ txn }: Event): Event => ({ txn, step: 0 })
  const rolledBack = ({ txn }: Event) => txns[txn]!.end.type === 'fail'
  const meet = clashes(txns, mops)
  const inTime = timeOrder(txns, done)
  const halfSeen = ([read, write]: Constraint) =>
    seen.some(([other, by]) => other.txn === write.txn && by.txn === read.txn && by.step === read.step)
  return [
    ...programOrder(txns),
    ...seen,
    // What was seen of a transaction that did not commit was seen before its end.
    ...seen.filter(([write]) => rolledBack(write)).map(([write, read]): Constraint => [read, done(write)]),
    ...(timed ? inTime : []),
    ...missed.filter(halfSeen),
    ...seen.filter(([write]) => !rolledBack(write)).map(([write, read]): Constraint => [done(write), read]),
    // A read misses what is not yet committed.
    ...missed.map(([read, write]): Constraint => [read, done(write)]),
    ...inTime,
    // Who writes what another one wrote waits for its end.
    ...meet.map(([a, b]): Constraint => [done(a), b]),
    // Snapshots: what a transaction saw, or overwrote, had been committed before it began.
    ...seen.map(([write, read]): Constraint => [done(write), first(read)]),
    ...meet.map(([a, b]): Constraint => [done(a), first(b)]),
    // If nothing else decides it, a read comes before the write itself.
    ...missed,
  ]
}

function programOrder(txns: Txns): Constraint[] {
  return txns.flatMap(({ end }, txn) =>
    Array.from(
      { length: mopsIn(end).length + 1 },
      (_, i): Constraint => [
        { txn, step: i - 1 },
        { txn, step: i },
      ],
    ),
  )
}

function timeOrder(txns: Txns, done: (event: Event) => Event): Constraint[] {
  return txns.flatMap((first, a) =>
    txns.flatMap((second, b): Constraint[] =>
      a !== b && first.end.type === 'ok' && first.end.index < second.begin.index
        ? [[done({ txn: a, step: 0 }), { txn: b, step: -1 }]]
        : [],
    ),
  )
}

/**
 * What each read saw was written before; what it did not see was committed later, or came later: unless the transaction
 * has written the key itself, and so either holds its lock or has replaced what it does not see.
 */
function dataOrder(txns: Txns, mops: readonly Placed[]): { seen: Constraint[]; missed: Constraint[] } {
  const seen: Constraint[] = []
  const missed: Constraint[] = []
  for (const read of mops) {
    if (read.f !== 'r' || txns[read.at.txn]!.end.type !== 'ok') continue
    for (const write of mops) {
      if (write.f === 'r' || !same(write.key, read.key) || write.at.txn === read.at.txn) continue
      if (holds(read, write)) seen.push([write.at, read.at])
      else if (!mops.some((own) => own.at.txn === read.at.txn && isWriteOf(read.key, own) && holds(read, own)))
        missed.push([read.at, write.at])
    }
  }
  return { seen, missed }
}

const isWriteOf = (key: Json, mop: Placed) => mop.f !== 'r' && same(mop.key, key)

function holds(read: Placed, write: Placed): boolean {
  const values = Array.isArray(read.value) ? read.value : [read.value]
  return values.some((each) => same(each, write.value))
}

/** Writes of one key by two transactions, in the order of the versions where a list tells it, else of the answers. */
function clashes(txns: Txns, mops: readonly Placed[]): Constraint[] {
  const writes = mops.filter(({ f }) => f !== 'r')
  const place = ({ key, value, at }: Placed): number => {
    const lists = mops.flatMap((mop): (readonly Json[])[] =>
      mop.f === 'r' && same(mop.key, key) && Array.isArray(mop.value) ? [mop.value] : [],
    )
    const longest = lists.reduce((best, list) => (list.length > best.length ? list : best), [])
    const index = (list: readonly Json[]) => list.findIndex((each) => same(each, value))
    const other = lists.find((list) => index(list) >= 0)
    if (index(longest) >= 0) return index(longest)
    if (other === undefined) return 1e9 + txns[at.txn]!.end.index
    // What was replaced came before what replaced it.
    const fork = other.findIndex((each, i) => !same(each, longest[i] ?? null))
    return fork - 1 / (index(other) - fork + 2)
  }
  return writes.flatMap((a) =>
    writes.flatMap((b): Constraint[] =>
      a.at.txn !== b.at.txn && same(a.key, b.key) && place(a) < place(b) ? [[a.at, b.at]] : [],
    ),
  )
}

/** All events in an order that takes the constraints one by one, leaving out those that contradict earlier ones. */
export function inOrder(txns: Txns, all: readonly Constraint[]): Event[] {
  const id = ({ txn, step }: Event) => `${txn} ${step}`
  const left = txns.flatMap(({ end }, txn) =>
    Array.from({ length: mopsIn(end).length + 2 }, (_, i): Event => ({ txn, step: i - 1 })),
  )
  const before = new Map(left.map((event) => [id(event), new Set<string>()]))
  const comesBefore = (a: string, b: string, seen: Set<string>): boolean => {
    if (a === b) return true
    if (seen.has(b)) return false
    seen.add(b)
    return [...(before.get(b) ?? [])].some((earlier) => comesBefore(a, earlier, seen))
  }
  for (const [a, b] of all) if (!comesBefore(id(b), id(a), new Set())) before.get(id(b))?.add(id(a))
  const done: Event[] = []
  const isDone = new Set<string>()
  while (left.length > 0) {
    const ready = left.findIndex((event) => [...(before.get(id(event)) ?? [])].every((each) => isDone.has(each)))
    const [next] = left.splice(Math.max(0, ready), 1)
    if (next === undefined) break
    done.push(next)
    isDone.add(id(next))
  }
  return done
}
