import type { Json, Op } from '../../op/op.ts'
import { mopsIn } from './facts.ts'
import { same } from './intern.ts'
import { pairs } from './shrink.ts'
import type { Workload } from './txns.ts'

/** One line to type into one of the shells. */
export interface Line {
  /** A, B, … */
  readonly session: string
  readonly sql: string
  /** What the database answered in the history, where it did. */
  readonly answer?: string
}

interface Event {
  readonly txn: number
  /** -1 is BEGIN; the number of micro-operations is the end. */
  readonly step: number
}

/**
 * A small history as an interleaving of SQL sessions, one a transaction: in an order in which it could have happened.
 * What the history does not say is chosen: reads come after the commit of what they saw, and before the writes that
 * they did not see, as far as that goes together with the order in time.
 */
export function interleaving(ops: readonly Op[], workload: Workload): Line[] {
  const txns = pairs(ops)
  const events = txns.flatMap(({ end }, txn) =>
    Array.from({ length: mopsIn(end).length + 2 }, (_, i): Event => ({ txn, step: i - 1 })),
  )
  const { seen, missed } = dataOrder(txns)
  const before = [...programOrder(txns), ...seen, ...timeOrder(txns), ...commits(txns, seen), ...missed]
  return sorted(events, before).map(({ txn, step }) => line(txns[txn]!.end, txn, step, workload))
}

type Pairs = ReturnType<typeof pairs>
type Constraint = readonly [Event, Event]

function programOrder(txns: Pairs): Constraint[] {
  return txns.flatMap(({ end }, txn) =>
    mopsIn(end).flatMap((_, i): Constraint[] => [
      [
        { txn, step: i - 1 },
        { txn, step: i },
      ],
      [
        { txn, step: i },
        { txn, step: i + 1 },
      ],
    ]),
  )
}

function timeOrder(txns: Pairs): Constraint[] {
  const all: Constraint[] = []
  for (const [a, first] of txns.entries())
    for (const [b, second] of txns.entries())
      if (a !== b && first.end.type === 'ok' && first.end.index < second.begin.index)
        all.push([
          { txn: a, step: mopsIn(first.end).length },
          { txn: b, step: -1 },
        ])
  return all
}

/** What each read saw was written before; what it did not see may come later. */
function dataOrder(txns: Pairs): { seen: Constraint[]; missed: Constraint[] } {
  const seen: Constraint[] = []
  const missed: Constraint[] = []
  const mops = txns.flatMap(({ end }, txn) => mopsIn(end).map((mop, step) => ({ mop, at: { txn, step }, end })))
  for (const read of mops) {
    const [f, key, value] = read.mop
    if (f !== 'r' || read.end.type !== 'ok') continue
    for (const write of mops) {
      if (write.mop[0] === 'r' || !same(write.mop[1], key) || write.at.txn === read.at.txn) continue
      const values = Array.isArray(value) ? value : [value]
      if (values.some((each) => same(each, write.mop[2]))) seen.push([write.at, read.at])
      else missed.push([read.at, write.at])
    }
  }
  return { seen, missed }
}

function commits(txns: Pairs, seen: readonly Constraint[]): Constraint[] {
  return seen.flatMap(([{ txn }, read]) => {
    const { end } = txns[txn]!
    return end.type === 'ok' ? [[{ txn, step: mopsIn(end).length }, read] as const] : []
  })
}

/** A topological order that takes the constraints one by one, leaving out those that contradict earlier ones. */
function sorted(events: readonly Event[], constraints: readonly Constraint[]): Event[] {
  const id = ({ txn, step }: Event) => `${txn} ${step}`
  const after = new Map(events.map((event) => [id(event), new Set<string>()]))
  const leads = (from: string, to: string): boolean =>
    from === to || [...(after.get(from) ?? [])].some((next) => leads(next, to))
  for (const [a, b] of constraints) if (!leads(id(b), id(a))) after.get(id(a))?.add(id(b))
  const left = [...events]
  const done: Event[] = []
  while (left.length > 0) {
    const ready = left.findIndex(
      (event) => !left.some((other) => other !== event && after.get(id(other))?.has(id(event))),
    )
    done.push(...left.splice(Math.max(0, ready), 1))
  }
  return done
}

function line(op: Op, txn: number, step: number, workload: Workload): Line {
  const session = String.fromCharCode(65 + (txn % 26))
  if (step < 0) return { session, sql: 'BEGIN;' }
  const mop = mopsIn(op)[step]
  if (!mop) return { session, sql: op.type === 'fail' ? 'ROLLBACK;' : 'COMMIT;' }
  const [f, key, value] = mop
  const k = quoted(key)
  if (f === 'r') {
    const answer = Array.isArray(value) ? value.map(plain).join(',') : value === null ? '' : plain(value)
    const sql = `SELECT v FROM t WHERE k = ${k};`
    return op.type === 'ok' ? { session, sql, answer: answer === '' ? 'nothing' : answer } : { session, sql }
  }
  const append = workload === 'list-append' ? `t.v || ',' || excluded.v` : 'excluded.v'
  return {
    session,
    sql: `INSERT INTO t (k, v) VALUES (${k}, ${quoted(value)}) ON CONFLICT (k) DO UPDATE SET v = ${append};`,
  }
}

function quoted(value: Json): string {
  return `'${plain(value).replaceAll("'", "''")}'`
}

function plain(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
