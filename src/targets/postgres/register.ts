import type { Register } from '../../client/data-types.ts'
import type { Json } from '../../op/op.ts'
import type { SqlConnection } from '../sql/connection.ts'

/**
 * Registers as rows: key and value as JSON. Every op is one statement in a transaction of its own. A null is no value:
 * `cas` from null also succeeds where there is no row.
 */
export function register(connection: SqlConnection): Register {
  return {
    async setup() {
      await connection.query({
        text: 'create table if not exists murphy_register (k text primary key, v jsonb not null)',
      })
    },
    async read(key) {
      const { rows } = await connection.query<{ v: Json }>({
        name: 'register-read',
        text: 'select v from murphy_register where k = $1',
        values: [JSON.stringify(key)],
      })
      return rows[0]?.v ?? null
    },
    async write(key, value) {
      await connection.query({
        name: 'register-write',
        text: 'insert into murphy_register values ($1, $2) on conflict (k) do update set v = excluded.v',
        values: [JSON.stringify(key), JSON.stringify(value)],
      })
    },
    async cas(key, from, to) {
      const { count } = await connection.query(from === null ? casFromNull(key, to) : casFromValue(key, from, to))
      return count === 1
    },
    async close() {
      connection.close()
    },
  }
}

function casFromValue(key: Json, from: Json, to: Json) {
  return {
    name: 'register-cas',
    text: 'update murphy_register set v = $3 where k = $1 and v = $2',
    values: [key, from, to].map((value) => JSON.stringify(value)),
  }
}

function casFromNull(key: Json, to: Json) {
  return {
    name: 'register-cas-null',
    text: `insert into murphy_register as r values ($1, $2)
           on conflict (k) do update set v = excluded.v where r.v = 'null'`,
    values: [key, to].map((value) => JSON.stringify(value)),
  }
}
