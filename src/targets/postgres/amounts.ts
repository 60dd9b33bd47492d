import type { Amount, Amounts, Way } from '../../client/data-types.ts'
import type { Connection } from './connection.ts'
import { inTransaction } from './in-transaction.ts'
import type { TransactionOptions } from './transactions.ts'

/** Amounts as rows of one table, changed in transactions of several statements. */
export function amounts(connection: Connection, { isolation }: Pick<TransactionOptions, 'isolation'>): Amounts {
  return {
    async setup() {
      await connection.query({
        text: 'create table if not exists murphy_amount (k integer primary key, v integer not null)',
      })
    },
    async fill(all) {
      await connection.query({
        text: 'insert into murphy_amount select * from unnest($1::integer[], $2::integer[]) on conflict do nothing',
        values: [all.map(([key]) => key), all.map(([, amount]) => amount)],
      })
    },
    async read() {
      const { rows } = await connection.query<{ k: number; v: number }>({
        name: 'amount-read-all',
        text: 'select k, v from murphy_amount order by k',
      })
      return rows.map(({ k, v }): Amount => [k, v])
    },
    add: (changes, way) => inTransaction(connection, isolation(), () => add[way](connection, changes)),
    async close() {
      connection.close()
    },
  }
}

type Add = (connection: Connection, changes: readonly Amount[]) => Promise<Amount[] | null>

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
  async 'in-place'(connection, changes) {
    const after: Amount[] = []
    for (const [key, by] of changes) {
      const { rows } = await connection.query<{ v: number }>({
        name: 'amount-add',
        text: 'update murphy_amount set v = v + $2 where k = $1 and v + $2 >= 0 returning v',
        values: [key, by],
      })
      const [changed] = rows
      if (changed === undefined) return null
      after.push([key, changed.v])
    }
    return after
  },
}
