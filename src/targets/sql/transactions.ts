import type { ListMop, RegisterMop, Transactions } from '../../client/data-types.ts'
import type { Json } from '../../op/op.ts'
import type { SqlConnection } from './connection.ts'
import type { Rows, SqlDialect } from './dialect.ts'
import type { SqlForm } from './forms.ts'
import { inTransaction } from './in-transaction.ts'
import { definitions, reading, write } from './rows.ts'

/** How transactions are performed, beside what they do. */
export interface TransactionOptions {
  readonly dialect: SqlDialect
  /** The statement that begins one now: it names the isolation level. */
  readonly begin: () => string
  readonly form: SqlForm
  /** Keys are spread over so many tables, so that transactions span several. */
  readonly tables: number
}

/**
 * Lists and registers as rows of several tables; a transaction is a statement (or two, see `sql-forms.ts`) for each
 * step between a begin that names the isolation level and a commit.
 */
export function transactions(connection: SqlConnection, options: TransactionOptions): Transactions {
  return {
    async setup() {
      for (const rows of [options.dialect.lists, options.dialect.registers])
        for (const text of definitions(options.dialect, rows, options.tables)) await connection.query({ text })
    },
    listAppend: (mops) => transact(connection, options, options.dialect.lists, mops, []),
    rwRegister: (mops) => transact(connection, options, options.dialect.registers, mops, null),
    async close() {
      connection.close()
    },
  }
}

/** `absent` is read where there is no row. */
async function transact<M extends ListMop | RegisterMop>(
  connection: SqlConnection,
  { dialect, begin, form, tables }: TransactionOptions,
  rows: Rows,
  mops: readonly M[],
  absent: Json,
): Promise<M[]> {
  const answers = await inTransaction(connection, begin(), async () => {
    const filled: M[] = []
    for (const [step, mop] of mops.entries()) {
      const [f, key, value] = mop
      const table = `${rows.name}_${key % tables}`
      if (f === 'r') {
        const answer = await connection.query<{ v: unknown }>(reading(table, key, form.lookup(key, step)))
        const [row] = answer.rows
        filled.push(['r', key, row === undefined ? absent : rows.decode(row.v)] as const as M)
      } else {
        await write(connection, dialect, rows, { table, key, value, writing: form.writing(key, value) })
        filled.push(mop)
      }
    }
    return filled
  })
  return answers ?? []
}
