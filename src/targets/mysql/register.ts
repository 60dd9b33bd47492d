import type { Register } from '../../client/data-types.ts'
import type { Json } from '../../op/op.ts'
import type { SqlConnection } from '../sql/connection.ts'

/**
 * Registers as rows: key and value as JSON in text that is compared byte by byte. Every op is one statement in a
 * transaction of its own, but for `cas` from null, which also succeeds where there is no row: it tries to insert first,
 * then to replace a null. Rows are never deleted, so when the second finds none, another value was there at that moment.
 */
export function register(connection: SqlConnection): Register {
  const change = async (text: string, ...values: Json[]) => {
    const { count } = await connection.query({ text, values: values.map((value) => JSON.stringify(value)) })
    return count > 0
  }
  return {
    async setup() {
      await connection.query({ text: table })
    },
    async read(key) {
      const { rows } = await connection.query<{ v: string }>({
        text: 'select v from murphy_register where k = $1',
        values: [JSON.stringify(key)],
      })
      return rows[0] === undefined ? null : (JSON.parse(rows[0].v) as Json)
    },
    async write(key, value) {
      await change('insert into murphy_register values ($1, $2) on duplicate key update v = values(v)', key, value)
    },
    async cas(key, from, to) {
      if (from === null && (await change('insert ignore into murphy_register values ($1, $2)', key, to))) return true
      return await change('update murphy_register set v = $3 where k = $1 and v = $2', key, from, to)
    },
    async close() {
      connection.close()
    },
  }
}

const table = `create table if not exists murphy_register
  (k varchar(255) primary key, v text not null) character set utf8mb4 collate utf8mb4_bin`
