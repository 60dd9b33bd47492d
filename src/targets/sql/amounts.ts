import type { Amount, Amounts, Way } from '../../client/data-types.ts'
import type { SqlConnection } from './connection.ts'
import type { SqlDialect } from './dialect.ts'
import { inTransaction } from './in-transaction.ts'
import type { TransactionOptions } from './transactions.ts'

/** Amounts as rows of one table, changed in transactions of several statements. */
export function amounts(
  connection: SqlConnection,
  { begin, dialect }: Pick<TransactionOptions, 'begin' | 'dialect'>,
): Amounts {
  return {
    async setup() {
      await connection.query({
        text: 'create table if not exists murphy_amount (k integer primary key, v integer not null)',
      })
    },
    async fill(all) {
      await connection.query(dialect.fill(all))
    },
    async read() {
      const { rows } = await connection.query<{ k: number; v: number }>({
        name: 'amount-read-all',
        text: 'select k, v from murphy_amount order by k',
      })
      return rows.map(({ k, v }): Amount => [k, v])
    },
    add: (changes, way) => inTransaction(connection, begin(), () => add[way](connection, changes, dialect)),
    async close() {
      connection.close()
    },
  }
}

type Add = (connection: SqlConnection, changes: readonly Amount[], dialect: SqlDialect) => Promise<Amount[] | null>

const add: Readonly<Record<Way, Add>> = {
  /** All are read before the first is written, as a program does that decides before it acts. */
  async 'read-then-write'(connection, changes) {
    const after: Amount[] = []
    for (const [key, by] of changes) {
      const { rows } = await connection.query<{ v: number }>({
        name: 'amount-read',
        text: 'select v from murphy_amount where k = $1',
        values: [key],
      })
      const before = rows[0]?.v
      if (before === undefined || before + by < 0) return null
      after.push([key, before + by])
    }
    for (const [key, amount] of after)
      await connection.query({
        name: 'amount-write',
        text: 'update murphy_amount set v = $2 where k = $1',
        values: [key, amount],
      })
    return after
  },
  async 'in-place'(connection, changes, dialect) {
    const after: Amount[] = []
    for (const change of changes) {
      const changed = await dialect.addInPlace(connection, change)
      if (changed === undefined) return null
      after.push([change[0], changed])
    }
    return after
  },
}
