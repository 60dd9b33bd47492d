/** What an error of a server, or of the driver, proves. */
export interface Entry {
  readonly kind: string
  readonly definite: boolean
  readonly fatal?: true
}

/**
 * By the server's code, where the command as a whole, or its one write, was refused. What says nothing about when it
 * was raised is not definite: replication changes end operations wherever they are, also those that have written and
 * wait for their write concern.
 * Sources: src/mongo/base/error_codes.yml of MongoDB 8.0 for names and categories; src/mongo/db/ops/write_ops_exec.cpp
 * (assertCanWrite_inlock before the write) for NotWritablePrimary; Retryable Writes specification, "Determining
 * Retryable Errors"; the client of Jepsen's MongoDB suite (jepsen.mongodb.client/with-errors) for what it took as
 * failures and what as indeterminate.
 */
export const byCode: Readonly<Record<number, Entry>> = {
  // Refused as it was read.
  2: { kind: 'bad-value', definite: true },
  9: { kind: 'failed-to-parse', definite: true },
  13: { kind: 'not-authorized', definite: true, fatal: true },
  14: { kind: 'type-mismatch', definite: true },
  18: { kind: 'authentication-failed', definite: true, fatal: true },
  20: { kind: 'illegal-operation', definite: true },
  26: { kind: 'no-such-collection', definite: true },
  48: { kind: 'collection-exists', definite: true },
  59: { kind: 'no-such-command', definite: true },
  72: { kind: 'invalid-options', definite: true },
  121: { kind: 'document-invalid', definite: true },
  263: { kind: 'not-in-a-transaction', definite: true },
  // Asked of a server that does not lead, or is not there for reads: nothing was begun. The session leads nowhere.
  10107: { kind: 'not-writable-primary', definite: true, fatal: true },
  13435: { kind: 'not-primary-no-secondary-ok', definite: true, fatal: true },
  13436: { kind: 'not-primary-or-secondary', definite: true, fatal: true },
  // Raised wherever an operation is.
  189: { kind: 'primary-stepped-down', definite: false, fatal: true },
  11602: { kind: 'interrupted-by-replication-change', definite: false, fatal: true },
  11600: { kind: 'interrupted-at-shutdown', definite: false, fatal: true },
  91: { kind: 'shutdown-in-progress', definite: false, fatal: true },
  11601: { kind: 'interrupted', definite: false },
  50: { kind: 'max-time-expired', definite: false },
  262: { kind: 'exceeded-time-limit', definite: false },
  6: { kind: 'host-unreachable', definite: false, fatal: true },
  7: { kind: 'host-not-found', definite: false, fatal: true },
  89: { kind: 'network-timeout', definite: false, fatal: true },
  9001: { kind: 'socket-exception', definite: false, fatal: true },
  // The storage engine rolled the unit of work back. In a transaction: all of it.
  24: { kind: 'lock-timeout', definite: true },
  112: { kind: 'write-conflict', definite: true },
  239: { kind: 'snapshot-too-old', definite: true },
  246: { kind: 'snapshot-unavailable', definite: true },
  251: { kind: 'no-such-transaction', definite: true },
  134: { kind: 'read-concern-majority-not-available', definite: true },
  // Proves that the document is there, which "did not happen" would deny; but not that this op put it there.
  11000: { kind: 'duplicate-key', definite: false },
  // The write is done, and not (yet) as often as was demanded; as a write concern error, as a rule.
  64: { kind: 'write-concern-failed', definite: false },
  79: { kind: 'unknown-write-concern', definite: false },
  100: { kind: 'unsatisfiable-write-concern', definite: false },
  // A cursor of which the first batch was read already.
  43: { kind: 'cursor-not-found', definite: true },
  // The disk is full: also while a write is logged.
  14031: { kind: 'out-of-disk-space', definite: false },
}

/**
 * By the name of the driver's own errors. Source: mongodb 7.9, src/error.ts, src/cmap/errors.ts, src/sdam/server.ts,
 * src/cmap/connection_pool.ts: which are thrown before a connection is checked out, so that nothing can have been sent.
 */
export const byName: Readonly<Record<string, Entry>> = {
  MongoServerSelectionError: { kind: 'no-server', definite: true, fatal: true },
  MongoPoolClearedError: { kind: 'pool-cleared', definite: true, fatal: true },
  MongoPoolClosedError: { kind: 'pool-closed', definite: true, fatal: true },
  MongoWaitQueueTimeoutError: { kind: 'no-connection', definite: true, fatal: true },
  MongoTopologyClosedError: { kind: 'client-closed', definite: true, fatal: true },
  MongoNotConnectedError: { kind: 'client-closed', definite: true, fatal: true },
  MongoServerClosedError: { kind: 'client-closed', definite: true, fatal: true },
  MongoExpiredSessionError: { kind: 'session-ended', definite: true, fatal: true },
  // Reaches operations that are under way.
  MongoClientClosedError: { kind: 'client-closed', definite: false, fatal: true },
  // In spite of its likeness to the pool that was cleared before: this one interrupts connections in use.
  PoolClearedOnNetworkError: { kind: 'connection-interrupted', definite: false, fatal: true },
  MongoNetworkError: { kind: 'network-error', definite: false, fatal: true },
  MongoNetworkTimeoutError: { kind: 'network-timeout', definite: false, fatal: true },
  MongoOperationTimeoutError: { kind: 'timeout', definite: false, fatal: true },
  MongoUnexpectedServerResponseError: { kind: 'unexpected-answer', definite: false, fatal: true },
}
