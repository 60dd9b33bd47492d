import type { GrowSet } from '../../client/data-types.ts'
import type { SqlConnection } from './connection.ts'

/** A set as one column of unique integers; an element is added by one insert in a transaction of its own. */
export function set(connection: SqlConnection): GrowSet {
  return {
    async setup() {
      await connection.query({ text: 'create table if not exists murphy_set (element bigint primary key)' })
    },
    async add(element) {
      await connection.query({ name: 'set-add', text: 'insert into murphy_set values ($1)', values: [element] })
    },
    async read() {
      const { rows } = await connection.query<{ element: string | number }>({
        name: 'set-read',
        text: 'select element from murphy_set order by element',
      })
      return rows.map(({ element }) => Number(element))
    },
    async close() {
      connection.close()
    },
  }
}
