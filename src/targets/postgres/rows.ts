import type { Lookup, Writing } from '../common/sql-forms.ts'
import type { Connection, Statement } from './connection.ts'

/** What is kept in a row under a key. */
export interface Rows {
  readonly name: string
  readonly type: string
  /** The parameter $2, what is written, as a value. */
  readonly first: string
  /** The value of row `t` after something was written to it. */
  onto(written: string): string
  /** The same as a program does it, without the database. */
  changed(before: number | readonly number[] | undefined, written: number): number | readonly number[]
}

export const lists: Rows = {
  name: 'murphy_list',
  type: 'integer[]',
  first: 'array[$2::integer]',
  onto: (written) => `t.v || ${written}`,
  changed: (before = [], written) => [before, written].flat(),
}

export const registers: Rows = {
  name: 'murphy_cell',
  type: 'integer',
  first: '$2::integer',
  onto: (written) => written,
  changed: (_, written) => written,
}

/** The tables that keys are spread over: the key twice, as primary key `k` and in the indexed column `s`. */
export function definitions({ name, type }: Rows, tables: number): string[] {
  return Array.from({ length: tables }, (_, n) => `${name}_${n}`).flatMap((table) => [
    `create table if not exists ${table} (k integer primary key, s integer not null, v ${type} not null)`,
    `create index if not exists ${table}_s on ${table} (s)`,
  ])
}

export function reading(table: string, key: number, lookup: Lookup): Statement {
  const column = lookup === 'primary-key' ? 'k' : 's'
  return { name: `${table}-by-${column}`, text: `select v from ${table} where ${column} = $1`, values: [key] }
}

/** Writes a value under a key, there or not. A row that another transaction inserts meanwhile is a unique violation. */
export async function write(
  connection: Connection,
  { first, type, onto, changed }: Rows,
  { table, key, value, writing }: { table: string; key: number; value: number; writing: Writing },
): Promise<void> {
  const insert = `insert into ${table} as t (k, s, v) values ($1, $1, ${first})`
  const run = (name: string, text: string) => connection.query({ name: `${table}-${name}`, text, values: [key, value] })
  switch (writing) {
    case 'upsert':
      await run('upsert', `${insert} on conflict (k) do update set v = ${onto('excluded.v')}`)
      return
    case 'update': {
      const { count } = await run('update', `update ${table} as t set v = ${onto(first)} where k = $1`)
      if (count === 0) await run('insert', insert)
      return
    }
    case 'read-write': {
      const { rows } = await connection.query<{ v: number | number[] }>(reading(table, key, 'primary-key'))
      const values = [key, changed(rows[0]?.v, value)]
      await connection.query(
        rows.length === 0
          ? {
              text: `insert into ${table} (k, s, v) values ($1, $1, $2::${type})`,
              name: `${table}-insert-whole`,
              values,
            }
          : { text: `update ${table} set v = $2::${type} where k = $1`, name: `${table}-replace`, values },
      )
    }
  }
}
