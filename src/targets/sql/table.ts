import type { Row, RowMop, Table } from '../../client/data-types.ts'
import type { SqlConnection } from './connection.ts'
import { inTransaction } from './in-transaction.ts'
import type { TransactionOptions } from './transactions.ts'

/** Rows of one table, a statement for each step of a transaction. */
export function table(connection: SqlConnection, { begin }: Pick<TransactionOptions, 'begin'>): Table {
  return {
    async setup() {
      await connection.query({
        text: 'create table if not exists murphy_row (g integer, id integer, v integer not null, primary key (g, id))',
      })
    },
    transact: (mops) => inTransaction(connection, begin(), () => perform(connection, mops)),
    async close() {
      connection.close()
    },
  }
}

/** Null where a row to update is not there. */
async function perform(connection: SqlConnection, mops: readonly RowMop[]): Promise<RowMop[] | null> {
  const answers: RowMop[] = []
  for (const mop of mops) {
    const [f, group] = mop
    if (f === 'select') {
      answers.push(['select', group, mop[2], await select(connection, group, mop[2])])
      continue
    }
    const { count } = await connection.query({ name: `row-${f}`, text: changes[f], values: mop.slice(1) })
    if (count === 0) return null
    answers.push(mop)
  }
  return answers
}

const changes = {
  insert: 'insert into murphy_row (g, id, v) values ($1, $2, $3)',
  update: 'update murphy_row set v = $3 where g = $1 and id = $2',
} as const

async function select(connection: SqlConnection, group: number, least: number): Promise<Row[]> {
  const { rows } = await connection.query<{ id: number; v: number }>({
    name: 'row-select',
    text: 'select id, v from murphy_row where g = $1 and v >= $2 order by id',
    values: [group, least],
  })
  return rows.map(({ id, v }): Row => [id, v])
}
