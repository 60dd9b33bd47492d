import type { ListMop, RegisterMop, Transactions } from '../../client/data-types.ts'
import type { Json } from '../../op/op.ts'
import type { Connection, Statement } from './connection.ts'
import type { IsolationLevel } from './isolation.ts'
import { NotCommitted } from './not-committed.ts'

/** Keys are spread over so many tables, so that transactions span several. */
const tables = [0, 1, 2] as const

/** What is kept in a row: how it is declared, and how a write (the parameter $2) becomes a value and changes one. */
interface Rows {
  readonly name: string
  readonly type: string
  readonly first: string
  readonly next: string
}

const lists: Rows = { name: 'murphy_list', type: 'integer[]', first: 'array[$2::integer]', next: 't.v || excluded.v' }
const registers: Rows = { name: 'murphy_cell', type: 'integer', first: '$2', next: 'excluded.v' }

/**
 * Lists and registers as rows of several tables; a transaction is a statement for each step between a begin that names
 * the isolation level and a commit. Writes are `insert … on conflict do update`.
 */
export function transactions(connection: Connection, isolation: IsolationLevel): Transactions {
  const begin = `begin isolation level ${isolation.sql}`
  return {
    async setup() {
      for (const { name, type } of [lists, registers])
        for (const table of tables)
          await connection.query({
            text: `create table if not exists ${name}_${table} (k integer primary key, v ${type} not null)`,
          })
    },
    listAppend: (mops) => transact(connection, begin, lists, mops, []),
    rwRegister: (mops) => transact(connection, begin, registers, mops, null),
    async close() {
      connection.close()
    },
  }
}

/** `absent` is read where there is no row. */
async function transact<M extends ListMop | RegisterMop>(
  connection: Connection,
  begin: string,
  rows: Rows,
  mops: readonly M[],
  absent: Json,
): Promise<M[]> {
  const answers: M[] = []
  try {
    await connection.query({ text: begin })
    for (const mop of mops) {
      const answer = await connection.query<{ v: Json }>(statement(rows, mop))
      answers.push(mop[0] === 'r' ? (['r', mop[1], answer.rows[0]?.v ?? absent] as const as M) : mop)
    }
  } catch (cause) {
    throw new NotCommitted(cause, !(await rolledBack(connection)))
  }
  await connection.query({ text: 'commit' })
  return answers
}

function statement({ name, first, next }: Rows, [f, key, value]: ListMop | RegisterMop): Statement {
  const table = `${name}_${key % tables.length}`
  if (f === 'r') return { name: `${table}-read`, text: `select v from ${table} where k = $1`, values: [key] }
  const text = `insert into ${table} as t values ($1, ${first}) on conflict (k) do update set v = ${next}`
  return { name: `${table}-write`, text, values: [key, value] }
}

async function rolledBack(connection: Connection): Promise<boolean> {
  return await connection.query({ text: 'rollback' }).then(
    () => true,
    () => false,
  )
}
