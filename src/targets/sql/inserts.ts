import type { Inserts } from '../../client/data-types.ts'
import type { SqlConnection } from './connection.ts'
import type { SqlDialect } from './dialect.ts'

/** Only the key of the request is unique, and null is equal to no other null (SQL:2016, 4.18.3 Unique constraints). */
export function inserts(connection: SqlConnection, { dialect }: { readonly dialect: SqlDialect }): Inserts {
  return {
    async setup() {
      await connection.query({ text: dialect.inserts.table })
    },
    async insert(element, key) {
      await connection.query({
        name: 'inserts-insert',
        text: dialect.inserts.insert,
        values: [element, key],
      })
    },
    async read() {
      const { rows } = await connection.query<{ element: string | number }>({
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
