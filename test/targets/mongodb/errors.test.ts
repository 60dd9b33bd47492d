import {
  MongoClientClosedError,
  MongoError,
  MongoErrorLabel,
  MongoExpiredSessionError,
  MongoNetworkError,
  MongoNetworkTimeoutError,
  MongoServerError,
  MongoWriteConcernError,
} from 'mongodb'
import { describe, expect, test } from 'vitest'
import { NotCommitted } from '../../../src/targets/common/not-committed.ts'
import { NotInService } from '../../../src/targets/common/not-in-service.ts'
import { CannotConnect } from '../../../src/targets/mongodb/client.ts'
import { CommitFailed } from '../../../src/targets/mongodb/commit-failed.ts'
import { byCode, byName } from '../../../src/targets/mongodb/error-codes.ts'
import { classify, classifyRetried } from '../../../src/targets/mongodb/errors.ts'

const server = (code: number, ...errorLabels: string[]) =>
  new MongoServerError({ code, errmsg: 'server says no', errorLabels })

const concern = (code: number) =>
  new MongoWriteConcernError({ ok: 1, writeConcernError: { code, errmsg: 'not as often as demanded' } })

/** One of the driver's own, some of which have no constructor for others. */
function driver(name: string, ...labels: string[]): MongoError {
  const error = new MongoError(name)
  Object.defineProperty(error, 'name', { value: name })
  for (const label of labels) error.addErrorLabel(label)
  return error
}

const { TransientTransactionError, UnknownTransactionCommitResult, RetryableWriteError } = MongoErrorLabel

type Row = readonly [what: string, error: unknown, kind: string, definite: boolean, fatal: boolean]

const rows: readonly Row[] = [
  ['bad value', server(2), 'bad-value', true, false],
  ['failed to parse', server(9), 'failed-to-parse', true, false],
  ['unauthorized', server(13), 'not-authorized', true, true],
  ['type mismatch', server(14), 'type-mismatch', true, false],
  ['authentication failed', server(18), 'authentication-failed', true, true],
  ['illegal operation', server(20), 'illegal-operation', true, false],
  ['namespace not found', server(26), 'no-such-collection', true, false],
  ['namespace exists', server(48), 'collection-exists', true, false],
  ['command not found', server(59), 'no-such-command', true, false],
  ['invalid options', server(72), 'invalid-options', true, false],
  ['document failed validation', server(121), 'document-invalid', true, false],
  ['not supported in a transaction', server(263), 'not-in-a-transaction', true, false],
  ['not writable primary', server(10107), 'not-writable-primary', true, true],
  ['not primary, no secondary ok', server(13435), 'not-primary-no-secondary-ok', true, true],
  ['not primary or secondary', server(13436), 'not-primary-or-secondary', true, true],
  ['primary stepped down', server(189), 'primary-stepped-down', false, true],
  ['interrupted by a change of the replica set', server(11602), 'interrupted-by-replication-change', false, true],
  ['interrupted at shutdown', server(11600), 'interrupted-at-shutdown', false, true],
  ['shutdown in progress', server(91), 'shutdown-in-progress', false, true],
  ['interrupted', server(11601), 'interrupted', false, false],
  ['maxTimeMS expired', server(50), 'max-time-expired', false, false],
  ['exceeded time limit', server(262), 'exceeded-time-limit', false, false],
  ['host unreachable', server(6), 'host-unreachable', false, true],
  ['host not found', server(7), 'host-not-found', false, true],
  ['network timeout, says a server', server(89), 'network-timeout', false, true],
  ['socket exception', server(9001), 'socket-exception', false, true],
  ['lock timeout', server(24), 'lock-timeout', true, false],
  ['write conflict', server(112), 'write-conflict', true, false],
  ['snapshot too old', server(239), 'snapshot-too-old', true, false],
  ['snapshot unavailable', server(246), 'snapshot-unavailable', true, false],
  ['no such transaction', server(251), 'no-such-transaction', true, false],
  ['read concern majority not available', server(134), 'read-concern-majority-not-available', true, false],
  ['the document is there already', server(11000), 'duplicate-key', false, false],
  ['write concern failed', server(64), 'write-concern-failed', false, false],
  ['unknown write concern', server(79), 'unknown-write-concern', false, false],
  ['unsatisfiable write concern', server(100), 'unsatisfiable-write-concern', false, false],
  ['cursor not found', server(43), 'cursor-not-found', true, false],
  ['out of disk space', server(14031), 'out-of-disk-space', false, false],
  ['a code that is not in the table', server(99_999), 'unknown-code', false, true],
  ['no writes performed, says the server', server(91, 'NoWritesPerformed'), 'shutdown-in-progress', true, true],
  ['turned away by an overloaded server', server(462, 'SystemOverloadedError'), 'unknown-code', true, true],

  ['wtimeout', concern(64), 'write-concern-failed', false, false],
  ['stepped down while it waited for replication', concern(189), 'primary-stepped-down', false, true],
  ['a code that is definite elsewhere', concern(10107), 'not-writable-primary', false, true],
  ['no such write concern error', concern(99_999), 'write-concern-error', false, false],

  ['no server selected', driver('MongoServerSelectionError'), 'no-server', true, true],
  ['pool cleared before', driver('MongoPoolClearedError', 'PoolRequestedRetry'), 'pool-cleared', true, true],
  ['pool closed', driver('MongoPoolClosedError'), 'pool-closed', true, true],
  ['no connection in time', driver('MongoWaitQueueTimeoutError'), 'no-connection', true, true],
  ['topology closed', driver('MongoTopologyClosedError'), 'client-closed', true, true],
  ['not connected', driver('MongoNotConnectedError'), 'client-closed', true, true],
  ['server closed', driver('MongoServerClosedError'), 'client-closed', true, true],
  ['session ended', new MongoExpiredSessionError('…'), 'session-ended', true, true],
  ['client closed meanwhile', new MongoClientClosedError(), 'client-closed', false, true],
  ['interrupted by the driver’s monitor', driver('PoolClearedOnNetworkError'), 'connection-interrupted', false, true],
  ['connection closed', new MongoNetworkError('connection 2 closed'), 'network-error', false, true],
  ['socket timed out', new MongoNetworkTimeoutError('…', { beforeHandshake: false }), 'network-timeout', false, true],
  ['timeoutMS', driver('MongoOperationTimeoutError'), 'timeout', false, true],
  ['nonsense answered', driver('MongoUnexpectedServerResponseError'), 'unexpected-answer', false, true],
  ['closed in the handshake', driver('MongoNetworkError', 'HandshakeError'), 'cannot-connect', true, true],
  ['another of the driver’s', driver('MongoRuntimeError'), 'unknown-error', false, true],

  ['cannot connect', new CannotConnect('…', { cause: new Error('ECONNREFUSED') }), 'cannot-connect', true, true],
  ['not let in', new CannotConnect('…', { cause: server(18) }), 'authentication-failed', true, true],
  ['not in service', new NotInService('…'), 'not-in-service', true, true],
  ['a bug of ours', new TypeError('x is undefined'), 'unknown-error', false, true],
  ['not even an error', 'boom', 'unknown-error', false, true],
]

const transactional: readonly Row[] = [
  ['conflict before the commit', new NotCommitted(server(112), false), 'write-conflict', true, false],
  ['no answer before the commit', new NotCommitted(driver('MongoNetworkError'), true), 'network-error', true, true],
  ['stepped down before the commit', new NotCommitted(server(189), true), 'primary-stepped-down', true, true],
  ['not aborted', new NotCommitted(server(112), true), 'write-conflict', true, true],
  ['no answer to the commit', new CommitFailed(driver('MongoNetworkError')), 'network-error', false, true],
  ['no connection for the commit', new CommitFailed(driver('MongoPoolClearedError')), 'pool-cleared', true, true],
  ['undone', new CommitFailed(server(251, TransientTransactionError)), 'no-such-transaction', true, false],
  ['no such transaction, and no label', new CommitFailed(server(251)), 'no-such-transaction', false, false],
  ['conflict at the commit', new CommitFailed(server(112, TransientTransactionError)), 'write-conflict', true, false],
  [
    'both labels',
    new CommitFailed(server(251, TransientTransactionError, UnknownTransactionCommitResult)),
    'no-such-transaction',
    false,
    false,
  ],
  [
    'not primary at the commit',
    new CommitFailed(server(10107, RetryableWriteError)),
    'not-writable-primary',
    false,
    true,
  ],
  ['wtimeout of the commit', new CommitFailed(concern(64)), 'write-concern-failed', false, false],
  ['maxTimeMS of the commit', new CommitFailed(server(50)), 'max-time-expired', false, false],
]

describe('what an error proves', () => {
  test.each([...rows, ...transactional])('%s', (_what, error, kind, definite, fatal) => {
    expect(classify(error)).toMatchObject({ kind, definite, fatal })
  })

  test('every entry of the tables has a row here', () => {
    const told = new Set(rows.map(([, , kind]) => kind))
    const kinds = [...Object.values(byCode), ...Object.values(byName)].map(({ kind }) => kind)
    expect(kinds.filter((kind) => !told.has(kind))).toEqual([])
  })

  test('the message is the error’s own', () => {
    expect(classify(server(112)).message).toBe('server says no')
    expect(classify('boom').message).toBe('boom')
  })
})

describe('where the driver tries again, the last error says nothing of earlier attempts', () => {
  const certain = new Set(['cannot connect', 'not let in', 'not in service'])
  test.each(rows)('%s', (what, error, kind, definite, fatal) => {
    expect(classifyRetried(error)).toMatchObject({ kind, definite: definite && certain.has(what), fatal })
  })

  test('but a transaction whose commit was not sent is undone', () => {
    expect(classifyRetried(new NotCommitted(server(112), false))).toMatchObject({ definite: true })
    expect(classifyRetried(new CommitFailed(server(251, TransientTransactionError)))).toMatchObject({ definite: false })
  })
})
