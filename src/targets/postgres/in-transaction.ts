import { NotCommitted } from '../common/not-committed.ts'
import type { Connection } from './connection.ts'

/**
 * Performs a transaction of several statements at an isolation level and commits it, or rolls it back where `body`
 * resolves with null. Whatever goes wrong before the commit is sent rejects with NotCommitted.
 */
export async function inTransaction<T>(
  connection: Connection,
  isolation: string,
  body: () => Promise<T | null>,
): Promise<T | null> {
  let answer: T | null
  try {
    await connection.query({ text: `begin isolation level ${isolation}` })
    answer = await body()
    if (answer === null) await connection.query({ text: 'rollback' })
  } catch (cause) {
    throw new NotCommitted(cause, !(await rolledBack(connection)))
  }
  if (answer !== null) await connection.query({ text: 'commit' })
  return answer
}

async function rolledBack(connection: Connection): Promise<boolean> {
  return await connection.query({ text: 'rollback' }).then(
    () => true,
    () => false,
  )
}
