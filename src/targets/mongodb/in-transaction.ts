import { NotCommitted } from '../common/not-committed.ts'
import { CommitFailed } from './commit-failed.ts'
import type { Connection, Turn } from './connection.ts'
import { classify } from './errors.ts'

/**
 * Performs a transaction of several ops and commits it, or aborts it where `body` resolves with null. What the driver's
 * `withTransaction` does, without its trying again: whatever goes wrong before the commit is sent rejects with
 * NotCommitted, and a commit that goes wrong with CommitFailed.
 */
export function inTransaction<T>(connection: Connection, body: (turn: Turn) => Promise<T | null>): Promise<T | null> {
  return connection.turn(async (turn) => {
    const { session } = turn
    let answer: T | null
    try {
      session.startTransaction(connection.transactions)
      answer = await body(turn)
      if (answer === null) await session.abortTransaction()
    } catch (cause) {
      throw new NotCommitted(cause, !(await aborted(turn, cause)))
    }
    if (answer === null) return null
    try {
      await session.commitTransaction()
    } catch (cause) {
      throw new CommitFailed(cause)
    }
    return answer
  })
}

/** Over a broken connection nothing is aborted in good time: the session is dropped instead. */
async function aborted({ session }: Turn, cause: unknown): Promise<boolean> {
  if (classify(cause).fatal) return false
  if (!session.inTransaction()) return true
  return await session.abortTransaction().then(
    () => true,
    () => false,
  )
}
