import { classifier, type Entry, messageOf } from '../common/error-table.ts'
import { UnreplicatedCommit } from './connection.ts'

/**
 * What each error proves. Every op is one transaction, and of most one statement, so an ERROR that aborts the statement
 * proves that nothing happened, if it is raised before the commit. Listed as definite are only those that are.
 * Sources: PostgreSQL 18 documentation, appendix A (SQLSTATE codes); the error table of Jepsen's PostgreSQL suite
 * (jepsen.postgres.client/error-type); src/backend/replication/syncrep.c; pg's client.js for the driver's own.
 */
/** By SQLSTATE; the longest match decides: five characters, else the class, its first two. */
export const bySqlState: Readonly<Record<string, Entry>> = {
  // Class 08, connection exceptions: unknown, but for those raised while a connection is set up.
  '08': { kind: 'connection-broken', definite: false, fatal: true },
  '08001': { kind: 'cannot-connect', definite: true, fatal: true },
  '08004': { kind: 'cannot-connect', definite: true, fatal: true },
  '0A': { kind: 'not-supported', definite: true },
  '21': { kind: 'bad-statement', definite: true },
  '22': { kind: 'bad-data', definite: true },
  '23': { kind: 'constraint-violated', definite: true },
  // Proves that the element is there, which "did not happen" would deny; but not that this op put it there.
  '23505': { kind: 'duplicate-key', definite: false },
  '25': { kind: 'transaction-state', definite: true },
  // A standby, or a primary that was demoted: it cannot have written.
  '25006': { kind: 'read-only', definite: true },
  '25P02': { kind: 'transaction-aborted', definite: true },
  '28': { kind: 'not-authorized', definite: true, fatal: true },
  '3D': { kind: 'no-such-database', definite: true, fatal: true },
  '40': { kind: 'transaction-rolled-back', definite: true },
  '40001': { kind: 'serialization-failure', definite: true },
  '40003': { kind: 'completion-unknown', definite: false },
  '40P01': { kind: 'deadlock', definite: true },
  '42': { kind: 'bad-statement', definite: true },
  // Class 53, out of something: also raised while a commit is written.
  '53': { kind: 'out-of-resources', definite: false },
  // While a commit is written it is no ERROR but a PANIC: RecordTransactionCommit in src/backend/access/transam/xact.c is
  // a critical section (elog.c raises any ERROR in one to PANIC), and what is committed cannot be aborted.
  '53100': { kind: 'disk-full', definite: true },
  '53300': { kind: 'too-many-connections', definite: true, fatal: true },
  '54': { kind: 'limit-exceeded', definite: true },
  '55P03': { kind: 'lock-not-available', definite: true },
  '57': { kind: 'operator-intervention', definite: false },
  // A cancelled statement was aborted as a rule; but a cancel that comes during the commit proves nothing.
  '57014': { kind: 'cancelled', definite: false },
  // A shutdown ends sessions wherever they are: also those that wait for a standby to confirm their commit.
  '57P01': { kind: 'admin-shutdown', definite: false, fatal: true },
  '57P02': { kind: 'crash-shutdown', definite: false, fatal: true },
  // The answer to a connection request while the server starts, recovers or stops.
  '57P03': { kind: 'cannot-connect-now', definite: true, fatal: true },
  '57P05': { kind: 'idle-session-timeout', definite: false, fatal: true },
  '58': { kind: 'system-error', definite: false },
  XX: { kind: 'internal-error', definite: false },
}

/** By what Node says of a socket. */
export const byErrno: Readonly<Record<string, Entry>> = {
  ECONNRESET: { kind: 'connection-reset', definite: false, fatal: true },
  EPIPE: { kind: 'connection-broken', definite: false, fatal: true },
  ETIMEDOUT: { kind: 'connection-timed-out', definite: false, fatal: true },
}

/** By the words of the driver, which gives its own errors no code. */
export const byMessage: readonly { readonly pattern: RegExp; readonly entry: Entry }[] = [
  // Refused by the driver before anything is sent.
  { pattern: /is not queryable/, entry: { kind: 'connection-closed', definite: true, fatal: true } },
  { pattern: /^Connection terminated/, entry: { kind: 'connection-closed', definite: false, fatal: true } },
  { pattern: /^Query read timeout$/, entry: { kind: 'timeout', definite: false, fatal: true } },
]

export const classify = classifier({ fromServer, fromDriver })

function fromDriver(error: unknown): Entry | undefined {
  if (error instanceof UnreplicatedCommit) return { kind: 'commit-not-replicated', definite: false }
  const { code } = fieldsOf(error)
  return (
    (code === undefined ? undefined : byErrno[code]) ??
    byMessage.find(({ pattern }) => pattern.test(messageOf(error)))?.entry
  )
}

/** What the server itself said, with a SQLSTATE and a severity; undefined for errors from elsewhere. */
function fromServer(error: unknown): Entry | undefined {
  const { code, severity } = fieldsOf(error)
  if (severity === undefined || code === undefined) return undefined
  return bySeverity(severity, bySqlState[code] ?? bySqlState[code.slice(0, 2)])
}

/** FATAL ends the session, PANIC the server; a PANIC can come while the commit record is written. */
function bySeverity(severity: string, entry: Entry | undefined): Entry {
  if (entry === undefined) return { kind: 'unknown-sqlstate', definite: false, fatal: true }
  if (severity === 'ERROR') return entry
  return { ...entry, definite: entry.definite && severity === 'FATAL', fatal: true }
}

function fieldsOf(error: unknown): { code?: string; severity?: string } {
  if (typeof error !== 'object' || error === null) return {}
  const { code, severity } = error as Record<string, unknown>
  return {
    ...(typeof code === 'string' ? { code } : {}),
    ...(typeof severity === 'string' ? { severity } : {}),
  }
}
