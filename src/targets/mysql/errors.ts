import type { Classify } from '../../client/errors.ts'
import { classifier, type Entry, messageOf } from '../common/error-table.ts'

/**
 * What each error proves. Every op is one transaction. An error that a statement raises before the commit proves that
 * nothing happened; one that the commit raises only where the server says that it was refused before anything was
 * written or sent to others. Sources: MySQL 9.4 Error Message Reference, 2 Server Errors; the error tables of Jepsen's
 * MySQL suite (jepsen.mysql.client); plugin/group_replication/src/observer_trans.cc; mysql2's base/connection.js.
 */
export type ErrorTable = Readonly<Record<string, Entry>>

/** By the server's number, which MySQL and MariaDB share below 1900. */
export const byNumber: ErrorTable = {
  1040: { kind: 'too-many-connections', definite: true, fatal: true },
  1044: { kind: 'not-authorized', definite: true, fatal: true },
  1045: { kind: 'not-authorized', definite: true, fatal: true },
  1049: { kind: 'no-such-database', definite: true, fatal: true },
  // A shutdown ends sessions wherever they are: also those that wait for a replica to confirm their commit.
  1053: { kind: 'shutdown', definite: false, fatal: true },
  // Proves that the element is there, which "did not happen" would deny; but not that this op put it there.
  1062: { kind: 'duplicate-key', definite: false },
  1129: { kind: 'host-blocked', definite: true, fatal: true },
  1130: { kind: 'not-authorized', definite: true, fatal: true },
  // The storage engine failed while it committed.
  1180: { kind: 'error-during-commit', definite: false },
  // Only the statement is rolled back; NotCommitted sees to the rest (MySQL 9.4 manual, 17.20.5 InnoDB Error Handling).
  1205: { kind: 'lock-wait-timeout', definite: true },
  1213: { kind: 'deadlock', definite: true },
  // A replica, or a primary that was demoted. Also raised by a commit, which may then be tried again: not on this session.
  1290: { kind: 'read-only', definite: true, fatal: true },
  1836: { kind: 'read-only', definite: true, fatal: true },
  1792: { kind: 'read-only', definite: true, fatal: true },
  // A killed statement was aborted as a rule; but a kill that comes during the commit proves nothing.
  1317: { kind: 'cancelled', definite: false },
  3024: { kind: 'statement-timeout', definite: true },
  3032: { kind: 'offline-mode', definite: false, fatal: true },
  3098: { kind: 'not-supported-by-group', definite: true },
  // The group may have been sent the transaction, and may have it, before this member had to give up waiting for it.
  3100: { kind: 'refused-by-hook', definite: false },
  3101: { kind: 'rolled-back-by-group', definite: false },
  3169: { kind: 'session-killed', definite: false, fatal: true },
  // Raised when a transaction begins and may not, or would have to wait for others for too long.
  3796: { kind: 'consistency-not-allowed', definite: true },
  3797: { kind: 'consistency-timeout', definite: true },
  3798: { kind: 'consistency-timeout', definite: true },
  4031: { kind: 'connection-closed', definite: false, fatal: true },
}

/** By the first two characters of the SQLSTATE, where the number is in no table. */
export const bySqlState: ErrorTable = {
  '08': { kind: 'connection-broken', definite: false, fatal: true },
  '22': { kind: 'bad-data', definite: true },
  '23': { kind: 'constraint-violated', definite: true },
  '28': { kind: 'not-authorized', definite: true, fatal: true },
  '42': { kind: 'bad-statement', definite: true },
}

/** By the code that the driver, or Node, gives. */
export const byCode: ErrorTable = {
  PROTOCOL_CONNECTION_LOST: { kind: 'connection-closed', definite: false, fatal: true },
  ECONNRESET: { kind: 'connection-reset', definite: false, fatal: true },
  EPIPE: { kind: 'connection-broken', definite: false, fatal: true },
  ETIMEDOUT: { kind: 'connection-timed-out', definite: false, fatal: true },
}

/** Refused by the driver before anything is sent; it gives no code. */
const refused = /^Can't add new command when connection is in closed state/

/** Sorts what mysql2 throws; `ofVendor`: numbers that mean something else, or only exist, with one vendor. */
export function classifyBy(ofVendor: ErrorTable): Classify {
  return classifier({
    fromServer(error) {
      const { errno, sqlState } = fieldsOf(error)
      if (errno === undefined || sqlState === undefined) return undefined
      return ofVendor[errno] ?? byNumber[errno] ?? bySqlState[sqlState.slice(0, 2)]
    },
    fromDriver(error) {
      if (refused.test(messageOf(error))) return { kind: 'connection-closed', definite: true, fatal: true }
      return byCode[fieldsOf(error).code ?? '']
    },
  })
}

/** MySQL's own. */
export const classify = classifyBy({})

/** `errno` is a number and comes with a SQLSTATE where the server said it. */
function fieldsOf(error: unknown): { errno?: number; sqlState?: string; code?: string } {
  if (typeof error !== 'object' || error === null) return {}
  const { errno, sqlState, code } = error as Record<string, unknown>
  return {
    ...(typeof errno === 'number' ? { errno } : {}),
    ...(typeof sqlState === 'string' ? { sqlState } : {}),
    ...(typeof code === 'string' ? { code } : {}),
  }
}
