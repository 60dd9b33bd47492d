import type { ListMop, RegisterMop, Transactions } from '../../client/data-types.ts'
import type { Json } from '../../op/op.ts'
import type { SqlForm } from '../common/sql-forms.ts'
import type { Connection } from './connection.ts'
import { inTransaction } from './in-transaction.ts'
import { definitions, lists, type Rows, reading, registers, write } from './rows.ts'

/** How transactions are performed, beside what they do. */
export interface TransactionOptions {
  /** The level, in SQL, at which one that begins now runs. */
  readonly isolation: () => string
  readonly form: SqlForm
  /** Keys are spread over so many tables, so that transactions span several. */
  readonly tables: number
}

/**
 * Lists and registers as rows of several tables; a transaction is a statement (or two, see `sql-forms.ts`) for each
 * step between a begin that names the isolation level and a commit.
 */
export function transactions(connection: Connection, options: TransactionOptions): Transactions {
  return {
    async setup() {
      for (const rows of [lists, registers])
        for (const text of definitions(rows, options.tables)) await connection.query({ text })
    },
    listAppend: (mops) => transact(connection, options, lists, mops, []),
    rwRegister: (mops) => transact(connection, options, registers, mops, null),
    async close() {
      connection.close()
    },
  }
}

/** `absent` is read where there is no row. */
async function transact<M extends ListMop | RegisterMop>(
  connection: Connection,
  { isolation, form, tables }: TransactionOptions,
  rows: Rows,
  mops: readonly M[],
  absent: Json,
): Promise<M[]> {
  const answers = await inTransaction(connection, isolation(), async () => {
    const filled: M[] = []
    for (const [step, mop] of mops.entries()) {
      const [f, key, value] = mop
      const table = `${rows.name}_${key % tables}`
      if (f === 'r') {
        const answer = await connection.query<{ v: Json }>(reading(table, key, form.lookup(key, step)))
        filled.push(['r', key, answer.rows[0]?.v ?? absent] as const as M)
      } else {
        await write(connection, rows, { table, key, value, writing: form.writing(key, value) })
        filled.push(mop)
      }
    }
    return filled
  })
  return answers ?? []
}
