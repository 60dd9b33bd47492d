import type { Json, Op } from '../../op/op.ts'
import { mopsIn } from './facts.ts'
import { constraints, type Event, inOrder } from './interleave-order.ts'
import { same } from './intern.ts'
import type { IsolationOptions } from './options.ts'
import { type ShellWords, shellWords } from './shell-words.ts'
import { pairs } from './shrink.ts'
import type { Mop, Workload } from './txns.ts'
import { type WholeList, wholeLists, withReads } from './whole-lists.ts'

/** In whose SQL what is written. */
interface Style {
  readonly words: ShellWords
  readonly workload: Workload
}

/** One line to type into one of the shells. */
export interface Line {
  /** A, B, … */
  readonly session: string
  readonly sql: string
  /** What the database answered in the history, where it did. */
  readonly answer?: string
  /** The op whose transaction this is a part of; absent: it prepares the table. */
  readonly op?: number
}

/** More transactions than this are nothing to type in by hand. */
const most = 26

/**
 * A small history as an interleaving of SQL sessions, in an order in which it could have
 * happened; as few sessions as there are transactions open at once. What the history does not say is chosen: reads come
 * after the commit of what they saw and before the writes that they did not see, and nobody waits for a lock, as far as
 * that goes together. `type` is the anomaly: where time is no part of it, what was read counts for more than the order
 * in time. Where clients read a list and write it whole, these are two statements. Empty where it would take more than
 * 26 transactions, and for databases without SQL.
 */
export function interleaving(
  ops: readonly Op[],
  { workload, appends, shells = 'postgresql' }: Pick<IsolationOptions, 'workload' | 'appends' | 'shells'>,
  type = '',
): Line[] {
  if (shells === 'none') return []
  const style = { words: shellWords[shells], workload }
  const whole = appends === 'read-then-write' ? wholeLists(ops) : undefined
  const txns = pairs(ops).map(({ begin, end }) => ({ begin, end: whole === undefined ? end : withReads(end, whole) }))
  if (txns.length > most) return []
  const ordered = inOrder(txns, constraints(txns, /-(process|realtime)$/.test(type)))
  const { sessions, spare } = seats(ordered, txns.length)
  const written = txns.flatMap(({ end }) => mopsIn(end)).filter(([f]) => f !== 'r')
  const others = new Others(written, style)
  const body = ordered.flatMap(({ txn, step }): Line[] => {
    const op = txns[txn]!.end
    const needed = step < 0 ? undefined : others.before(mopsIn(op)[step])
    return [
      ...(needed === undefined ? [] : [{ session: spare, sql: needed }]),
      { session: sessions[txn]!, ...statement(op, step, style, whole), op: op.index },
    ]
  })
  const prepare = ['DROP TABLE IF EXISTS murphy_case;', style.words.create]
  return [...[...prepare, ...others.rows].map((sql) => ({ session: 'A', sql })), ...body]
}

/** A session for each transaction, the first that is free when it begins; and one that nobody has. */
function seats(ordered: readonly Event[], txns: number): { sessions: string[]; spare: string } {
  const last = new Map(ordered.map(({ txn }, at) => [txn, at]))
  const taken: number[] = []
  const sessions = new Array<string>(txns)
  for (const [at, { txn, step }] of ordered.entries()) {
    if (step >= 0) continue
    const free = taken.findIndex((until) => until < at)
    const chosen = free < 0 ? taken.length : free
    taken[chosen] = last.get(txn) ?? at
    sessions[txn] = String.fromCharCode(65 + chosen)
  }
  return { sessions, spare: String.fromCharCode(65 + taken.length) }
}

/** What was read, though nobody in this case wrote it: others did. */
class Others {
  /** What stood there from the start. */
  readonly rows: string[] = []
  readonly #known = new Map<string, Json[]>()
  readonly #written: readonly Mop[]
  readonly #style: Style

  constructor(written: readonly Mop[], style: Style) {
    this.#written = written
    this.#style = style
  }

  /** What somebody else has to write before this read; at the first read of a key that goes into `rows`. */
  before([f, key, value]: Mop | readonly [] = []): string | undefined {
    if (f !== 'r' || key === undefined) return undefined
    const name = JSON.stringify(key)
    const known = this.#known.get(name)
    const seen = Array.isArray(value) ? (value as Json[]) : value === null || value === undefined ? [] : [value]
    const isNew = (each: Json) =>
      !known?.some((old) => same(old, each)) && !this.#written.some((mop) => same(mop[1], key) && same(mop[2], each))
    const fresh = seen.filter(isNew)
    this.#known.set(name, [...(known ?? []), ...fresh])
    if (fresh.length === 0) return undefined
    const text = fresh.map(plain).join(',')
    if (known !== undefined) return upsert(key, text, this.#style)
    const { literal } = this.#style.words
    this.rows.push(`INSERT INTO murphy_case VALUES (${literal(plain(key))}, ${literal(text)});`)
    return undefined
  }
}

function statement(op: Op, step: number, style: Style, whole?: WholeList): { sql: string; answer?: string } {
  const { words } = style
  if (step < 0) return { sql: words.begin }
  const mop = mopsIn(op)[step]
  if (!mop) return { sql: op.type === 'fail' ? 'ROLLBACK;' : 'COMMIT;' }
  const [f, key, value] = mop
  if (f === 'r') {
    const sql = `SELECT v FROM murphy_case WHERE k = ${words.literal(plain(key))};`
    const answer = Array.isArray(value) ? value.map(plain).join(',') : value === null ? '' : plain(value)
    return op.type === 'ok' ? { sql, answer: answer === '' ? 'no row' : answer } : { sql }
  }
  if (whole !== undefined)
    return { sql: upsert(key, whole(key, value).map(plain).join(','), { ...style, workload: 'rw-register' }) }
  return { sql: upsert(key, value, style) }
}

function upsert(key: Json, value: Json, { words, workload }: Style): string {
  const how = workload === 'list-append' ? 'append' : 'replace'
  return words.upsert(words.literal(plain(key)), words.literal(plain(value)), how)
}

function plain(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
