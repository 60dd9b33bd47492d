import type { Inserts } from '../../client/data-types.ts'
import type { Connection } from './connection.ts'

/** Only the key of the request is unique, and null is equal to no other null (PostgreSQL 17 documentation, 5.5.3). */
export function inserts(connection: Connection): Inserts {
  return {
    async setup() {
      await connection.query({
        text: 'create table if not exists murphy_inserts (element bigint, request text unique)',
      })
    },
    async insert(element, key) {
      await connection.query({
        name: 'inserts-insert',
        text: 'insert into murphy_inserts values ($1, $2) on conflict (request) do nothing',
        values: [element, key],
      })
    },
    async read() {
      const { rows } = await connection.query<{ element: string }>({
        name: 'inserts-read',
        text: 'select element from murphy_inserts order by element',
      })
      return rows.map(({ element }) => Number(element))
    },
    async close() {
      connection.close()
    },
  }
}
