import type { SqlConnection, Statement } from './connection.ts'
import type { Rows, SqlDialect } from './dialect.ts'
import type { Lookup, Writing } from './forms.ts'

/** The tables that keys are spread over. */
export function definitions(dialect: SqlDialect, rows: Rows, tables: number): string[] {
  return Array.from({ length: tables }, (_, n) => dialect.definition(`${rows.name}_${n}`, rows)).flat()
}

export function reading(table: string, key: number, lookup: Lookup): Statement {
  const column = lookup === 'primary-key' ? 'k' : 's'
  return { name: `${table}-by-${column}`, text: `select v from ${table} where ${column} = $1`, values: [key] }
}

/** Writes a value under a key, there or not. A row that another transaction inserts meanwhile is a unique violation. */
export async function write(
  connection: SqlConnection,
  dialect: SqlDialect,
  rows: Rows,
  { table, key, value, writing }: { table: string; key: number; value: number; writing: Writing },
): Promise<void> {
  const insert = (expression: string) => `insert into ${table} (k, s, v) values ($1, $1, ${expression})`
  const run = (name: string, text: string, written: unknown = value) =>
    connection.query({ name: `${table}-${name}`, text, values: [key, written] })
  switch (writing) {
    case 'upsert':
      await run('upsert', dialect.upsert(table, rows))
      return
    case 'update': {
      const { count } = await run('update', `update ${table} as t set v = ${rows.onto(rows.first)} where k = $1`)
      if (count === 0) await run('insert', insert(rows.first))
      return
    }
    case 'read-write': {
      const read = await connection.query<{ v: unknown }>(reading(table, key, 'primary-key'))
      const whole = rows.changed(read.rows[0]?.v, value)
      if (read.rows.length === 0) await run('insert-whole', insert(rows.whole), whole)
      else await run('replace', `update ${table} set v = ${rows.whole} where k = $1`, whole)
    }
  }
}
