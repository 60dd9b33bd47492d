import { NotCommitted } from '../common/not-committed.ts'
import type { SqlConnection } from './connection.ts'

/**
 * Performs a transaction of several statements and commits it, or rolls it back where `body` resolves with null.
 * Whatever goes wrong before the commit is sent rejects with NotCommitted.
 */
export async function inTransaction<T>(
  connection: SqlConnection,
  begin: string,
  body: () => Promise<T | null>,
): Promise<T | null> {
  let answer: T | null
  try {
    await connection.query({ text: begin })
    answer = await body()
    if (answer === null) await connection.query({ text: 'rollback' })
  } catch (cause) {
    throw new NotCommitted(cause, !(await rolledBack(connection)))
  }
  if (answer !== null) await commit(connection)
  return answer
}

/** One that was refused may leave the transaction open, and what comes next on this connection would commit it. */
async function commit(connection: SqlConnection): Promise<void> {
  try {
    await connection.query({ text: 'commit' })
  } catch (error) {
    await rolledBack(connection)
    throw error
  }
}

async function rolledBack(connection: SqlConnection): Promise<boolean> {
  return await connection.query({ text: 'rollback' }).then(
    () => true,
    () => false,
  )
}
