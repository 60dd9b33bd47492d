import { describe, expect, test } from 'vitest'
import { CannotConnect } from '../../../src/targets/common/cannot-connect.ts'
import { NotCommitted } from '../../../src/targets/common/not-committed.ts'
import { classify } from '../../../src/targets/mysql/errors.ts'

const server = (errno: number, sqlState = 'HY000') => Object.assign(new Error('server says no'), { errno, sqlState })
const socket = (code: string) => Object.assign(new Error(`read ${code}`), { code, errno: -104 })

type Row = readonly [what: string, error: unknown, kind: string, definite: boolean, fatal: boolean]

const rows: readonly Row[] = [
  ['deadlock found', server(1213, '40001'), 'deadlock', true, false],
  ['lock wait timeout', server(1205), 'lock-wait-timeout', true, false],
  ['the element is there already', server(1062, '23000'), 'duplicate-key', false, false],
  ['a null where none may be', server(1048, '23000'), 'constraint-violated', true, false],
  ['no such table', server(1146, '42S02'), 'bad-statement', true, false],
  ['value out of range', server(1264, '22003'), 'bad-data', true, false],
  ['--super-read-only', server(1290), 'read-only', true, true],
  ['too many connections', server(1040, '08004'), 'too-many-connections', true, true],
  ['server shutdown in progress', server(1053, '08S01'), 'shutdown', false, true],
  ['communication error', server(1158, '08S01'), 'connection-broken', false, true],
  ['query execution was interrupted', server(1317, '70100'), 'cancelled', false, false],
  ['session was killed', server(3169), 'session-killed', false, true],
  ['observer refused the commit', server(3100), 'refused-by-hook', false, false],
  ['rolled back by the group', server(3101, '40000'), 'rolled-back-by-group', false, false],
  ['consistency cannot be had', server(3796), 'consistency-not-allowed', true, false],
  ['an error while it commits', server(1180), 'error-during-commit', false, false],
  ['a number that is in no table', server(9999), 'unknown-error', false, true],
  ['connection refused', new CannotConnect('…', { cause: socket('ECONNREFUSED') }), 'cannot-connect', true, true],
  ['offline', new CannotConnect('…', { cause: server(3032) }), 'offline-mode', true, true],
  ['connection reset', socket('ECONNRESET'), 'connection-reset', false, true],
  ['connection lost', socket('PROTOCOL_CONNECTION_LOST'), 'connection-closed', false, true],
  [
    'refused by the driver',
    new Error("Can't add new command when connection is in closed state"),
    'connection-closed',
    true,
    true,
  ],
  ['before the commit', new NotCommitted(socket('ECONNRESET'), true), 'connection-reset', true, true],
]

describe('what an error proves', () => {
  test.each(rows)('%s', (_, error, kind, definite, fatal) => {
    expect(classify(error)).toMatchObject({ kind, definite, fatal })
  })
})
