import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { CannotConnect } from '../../../src/targets/common/cannot-connect.ts'
import { NotInService } from '../../../src/targets/common/not-in-service.ts'
import { UnreplicatedCommit } from '../../../src/targets/postgres/connection.ts'
import { classify } from '../../../src/targets/postgres/errors.ts'

function serverError(code: string, severity = 'ERROR'): Error {
  const error = new pg.DatabaseError('server says no', 12, 'error')
  return Object.assign(error, { code, severity })
}

function socketError(code: string): Error {
  return Object.assign(new Error(`read ${code}`), { code })
}

type Row = readonly [what: string, error: unknown, kind: string, definite: boolean, fatal: boolean]

const rows: readonly Row[] = [
  ['could not serialize access', serverError('40001'), 'serialization-failure', true, false],
  ['deadlock detected', serverError('40P01'), 'deadlock', true, false],
  ['statement completion unknown', serverError('40003'), 'completion-unknown', false, false],
  ['another rollback of class 40', serverError('40000'), 'transaction-rolled-back', true, false],
  ['cannot write in a read-only transaction', serverError('25006'), 'read-only', true, false],
  ['current transaction is aborted', serverError('25P02'), 'transaction-aborted', true, false],
  ['the element is there already', serverError('23505'), 'duplicate-key', false, false],
  ['a null where none may be', serverError('23502'), 'constraint-violated', true, false],
  ['no such table', serverError('42P01'), 'bad-statement', true, false],
  ['bad text for a type', serverError('22P02'), 'bad-data', true, false],
  ['disk full', serverError('53100'), 'disk-full', true, false],
  ['disk full while a commit is written', serverError('53100', 'PANIC'), 'disk-full', false, true],
  ['out of memory', serverError('53200'), 'out-of-resources', false, false],
  ['too many clients already', serverError('53300', 'FATAL'), 'too-many-connections', true, true],
  ['the database system is starting up', serverError('57P03', 'FATAL'), 'cannot-connect-now', true, true],
  ['terminating connection due to administrator command', serverError('57P01', 'FATAL'), 'admin-shutdown', false, true],
  ['another server process crashed', serverError('57P02', 'FATAL'), 'crash-shutdown', false, true],
  ['canceling statement due to user request', serverError('57014'), 'cancelled', false, false],
  ['could not read file: I/O error', serverError('58030'), 'system-error', false, false],
  ['could not write WAL', serverError('58030', 'PANIC'), 'system-error', false, true],
  ['a PANIC proves nothing, whatever its code', serverError('40001', 'PANIC'), 'serialization-failure', false, true],
  ['data corrupted', serverError('XX001'), 'internal-error', false, false],
  ['a code that is not in the table', serverError('ZZ123'), 'unknown-sqlstate', false, true],
  ['connection refused', new CannotConnect('…', { cause: socketError('ECONNREFUSED') }), 'cannot-connect', true, true],
  ['no answer to a connection request', new CannotConnect('timeout expired'), 'cannot-connect', true, true],
  [
    'the server refuses a connection while it starts',
    new CannotConnect('…', { cause: serverError('57P03', 'FATAL') }),
    'cannot-connect-now',
    true,
    true,
  ],
  ['no route while reading', socketError('EHOSTUNREACH'), 'unknown-error', false, true],
  ['connection reset', socketError('ECONNRESET'), 'connection-reset', false, true],
  ['broken pipe', socketError('EPIPE'), 'connection-broken', false, true],
  ['timed out', socketError('ETIMEDOUT'), 'connection-timed-out', false, true],
  ['closed by the server', new Error('Connection terminated unexpectedly'), 'connection-closed', false, true],
  ['closed by us', new Error('Connection terminated'), 'connection-closed', false, true],
  [
    'refused by the driver',
    new Error('Client has encountered a connection error and is not queryable'),
    'connection-closed',
    true,
    true,
  ],
  ['no answer to a query', new Error('Query read timeout'), 'timeout', false, true],
  ['the wait for a standby was cancelled', new UnreplicatedCommit('…'), 'commit-not-replicated', false, false],
  ['the manager withholds the node', new NotInService('…'), 'not-in-service', true, true],
  ['a bug of ours', new TypeError('x is undefined'), 'unknown-error', false, true],
  ['not even an error', 'boom', 'unknown-error', false, true],
]

describe('what an error proves', () => {
  test.each(rows)('%s', (_what, error, kind, definite, fatal) => {
    expect(classify(error)).toMatchObject({ kind, definite, fatal })
  })

  test('the message is the error’s own', () => {
    expect(classify(serverError('40001')).message).toBe('server says no')
    expect(classify('boom').message).toBe('boom')
  })
})
