import { MongoError, MongoErrorLabel, MongoServerError, MongoWriteConcernError } from 'mongodb'
import type { ErrorClass } from '../../client/errors.ts'
import { NotCommitted } from '../common/not-committed.ts'
import { NotInService } from '../common/not-in-service.ts'
import { CannotConnect } from './client.ts'
import { CommitFailed } from './commit-failed.ts'
import { byCode, byName, type Entry } from './error-codes.ts'

const unknown: Entry = { kind: 'unknown-error', definite: false, fatal: true }

/** What each error proves, where the driver tried once; the tables are in error-codes.ts. */
export function classify(error: unknown): ErrorClass {
  const { kind, definite, fatal = false } = find(error)
  return { kind, message: messageOf(error), definite, fatal }
}

/**
 * What an error proves where the driver tries again by itself: it reports the last attempt's error, or that no server
 * was found for another, and an earlier attempt may have been done. Ops within a transaction are undone all the same.
 */
export function classifyRetried(error: unknown): ErrorClass {
  const once = classify(error)
  const certain = error instanceof CannotConnect || error instanceof NotInService || error instanceof NotCommitted
  return certain ? once : { ...once, definite: false }
}

function find(error: unknown): Entry {
  if (error instanceof CannotConnect) return { ...named(error.cause, 'cannot-connect'), definite: true, fatal: true }
  if (error instanceof NotInService) return { kind: 'not-in-service', definite: true, fatal: true }
  if (error instanceof NotCommitted) {
    const { kind, fatal = false } = find(error.cause)
    return { kind, definite: true, ...(fatal || error.open ? { fatal: true } : {}) }
  }
  if (error instanceof CommitFailed) return atCommit(error.cause)
  if (error instanceof MongoWriteConcernError) return writeConcern(error)
  if (error instanceof MongoServerError) return fromServer(error)
  if (error instanceof MongoError) return fromDriver(error)
  return unknown
}

/**
 * "TransientTransactionError … the transaction can be retried in its entirety": of a commit, that it was not done, for
 * the server says so of NoSuchTransaction only if "the data cannot be rolled back" any more (src/mongo/db/error_labels.cpp;
 * Transactions specification, "Error reporting"). Nothing else proves it: all that is retryable at a commit is
 * UnknownTransactionCommitResult.
 */
function atCommit(cause: unknown): Entry {
  const entry = find(cause)
  if (!(cause instanceof MongoError) || cause instanceof MongoWriteConcernError) return { ...entry, definite: false }
  if (neverSent(cause)) return entry
  const undone =
    cause.hasErrorLabel(MongoErrorLabel.TransientTransactionError) &&
    !cause.hasErrorLabel(MongoErrorLabel.UnknownTransactionCommitResult)
  return { ...entry, definite: undone && !(entry.fatal ?? false) }
}

/** Whatever its code: the write has been done on the primary, and may stay or be rolled back. */
function writeConcern(error: MongoWriteConcernError): Entry {
  const code = Number(error.result.writeConcernError?.code)
  return { ...(byCode[code] ?? { kind: 'write-concern-error' }), definite: false }
}

/** NoWritesPerformed: "the server did not perform any writes" (Retryable Writes specification). */
function fromServer(error: MongoServerError): Entry {
  const entry = byCode[Number(error.code)] ?? { kind: 'unknown-code', definite: false, fatal: true as const }
  const overloaded = error.hasErrorLabel(MongoErrorLabel.SystemOverloadedError)
  if (error.hasErrorLabel(MongoErrorLabel.NoWritesPerformed) || overloaded) return { ...entry, definite: true }
  return entry
}

/** HandshakeError: the connection for the op was being made, and the op was not sent yet. */
function fromDriver(error: MongoError): Entry {
  const entry = byName[error.name] ?? unknown
  if (!error.hasErrorLabel(MongoErrorLabel.HandshakeError)) return entry
  return { ...entry, kind: 'cannot-connect', definite: true }
}

function neverSent(error: MongoError): boolean {
  return !(error instanceof MongoServerError) && fromDriver(error).definite
}

/** What a server itself said when it refused a connection, else the kind given. */
function named(cause: unknown, kind: string): { readonly kind: string } {
  return cause instanceof MongoServerError ? { kind: fromServer(cause).kind } : { kind }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
