import type { Amount } from '../../client/data-types.ts'
import type { SqlConnection, Statement } from './connection.ts'

/** What databases say differently of the same data; all else is one text for all of them. */
export interface SqlDialect {
  readonly lists: Rows
  readonly registers: Rows
  /** Creates a table for `rows` if it is not there: the key twice, as primary key `k` and in the indexed column `s`. */
  definition(table: string, rows: Rows): readonly string[]
  /** Begins a transaction at an isolation level, as the database names it. */
  begin(isolation: string): string
  /** Inserts a row `(k, s, v)` with the values $1, $1 and `first`, or changes the one that is there to `onto`. */
  upsert(table: string, rows: Rows): string
  /** Creates those amounts that are absent. */
  fill(amounts: readonly Amount[]): Statement
  /** Adds to an amount unless it would fall below zero; what it is then, undefined where nothing was changed. */
  addInPlace(connection: SqlConnection, change: Amount): Promise<number | undefined>
  readonly inserts: {
    readonly table: string
    /** The element is $1, the key of the request, or null, is $2: a key that is there already changes nothing. */
    readonly insert: string
  }
}

/** What is kept in a row under a key. */
export interface Rows {
  readonly name: string
  readonly type: string
  /** The parameter $2, what is written, as the value of a new row. */
  readonly first: string
  /** The parameter $2, a value made by the client. */
  readonly whole: string
  /** The new value of a row (`t` where it is updated) when something is written to it. */
  onto(written: string): string
  /** The same as a program does it, without the database; takes and gives values as the driver does. */
  changed(before: unknown, written: number): unknown
  /** A value of the driver's as histories have it. */
  decode(value: unknown): number | number[]
}
