import {
  ClientClosedError,
  ClientOfflineError,
  DisconnectsClientError,
  MultiErrorReply,
  SimpleError,
  SocketClosedUnexpectedlyError,
} from '@redis/client'
import { describe, expect, test } from 'vitest'
import { CannotConnect } from '../../../src/targets/common/cannot-connect.ts'
import { DeadlineError } from '../../../src/targets/common/wait.ts'
import { byPrefix, classify } from '../../../src/targets/redis/errors.ts'
import { parseInfo } from '../../../src/targets/redis/look.ts'
import { NotReplicated } from '../../../src/targets/redis/waiting.ts'

const socketError = (code: string) => Object.assign(new Error(`read ${code}`), { code })

type Row = readonly [what: string, error: unknown, kind: string, definite: boolean, fatal: boolean]

const rows: readonly Row[] = [
  [
    'a write to a replica',
    new SimpleError("READONLY You can't write against a read only replica."),
    'read-only-replica',
    true,
    false,
  ],
  [
    'too few replicas',
    new SimpleError('NOREPLICAS Not enough good replicas to write.'),
    'too-few-replicas',
    true,
    false,
  ],
  ['loading', new SimpleError('LOADING Redis is loading the dataset in memory'), 'loading', true, false],
  [
    'master down',
    new SimpleError("MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'."),
    'link-with-master-down',
    true,
    false,
  ],
  ['cannot persist', new SimpleError('MISCONF Errors writing to the AOF file: …'), 'cannot-persist', true, false],
  [
    'out of memory',
    new SimpleError("OOM command not allowed when used memory > 'maxmemory'."),
    'out-of-memory',
    true,
    false,
  ],
  ['busy', new SimpleError('BUSY Redis is busy running a script.'), 'busy-with-a-script', true, false],
  [
    'discarded',
    new SimpleError('EXECABORT Transaction discarded because of previous errors.'),
    'transaction-discarded',
    true,
    false,
  ],
  [
    'wrong type',
    new SimpleError('WRONGTYPE Operation against a key holding the wrong kind of value'),
    'wrong-type',
    true,
    false,
  ],
  [
    'let go on a change of role',
    new SimpleError('UNBLOCKED force unblock from blocking operation, instance state changed (master -> replica?)'),
    'unblocked',
    false,
    false,
  ],
  ['an error of no kind', new SimpleError('ERR something'), 'error', false, false],
  ['a kind that is not in the table', new SimpleError('WHAT is this'), 'unknown-reply', false, true],
  ['some commands of a transaction failed', new MultiErrorReply([], []), 'partly-failed', false, false],
  [
    'too few replicas had it',
    new NotReplicated('0 of 1 replicas had the write after 1000 ms'),
    'not-replicated',
    false,
    false,
  ],
  ['no answer in time', new DeadlineError('connecting took longer than 2000 ms'), 'timeout', false, true],
  ['closed under a command', new SocketClosedUnexpectedlyError(), 'connection-lost', false, true],
  ['dropped by us under a command', new DisconnectsClientError(), 'connection-lost', false, true],
  ['refused by the driver, closed', new ClientClosedError(), 'connection-closed', true, true],
  ['refused by the driver, offline', new ClientOfflineError(), 'connection-closed', true, true],
  ['connection reset', socketError('ECONNRESET'), 'connection-reset', false, true],
  ['broken pipe', socketError('EPIPE'), 'connection-broken', false, true],
  ['timed out', socketError('ETIMEDOUT'), 'connection-timed-out', false, true],
  ['connection refused', new CannotConnect('…', { cause: socketError('ECONNREFUSED') }), 'cannot-connect', true, true],
  [
    'loading, when asked first',
    new CannotConnect('…', { cause: new SimpleError('LOADING Redis is loading') }),
    'loading',
    true,
    true,
  ],
  ['anything else', new Error('what?'), 'unknown-error', false, true],
]

describe('what errors prove', () => {
  test.each(rows)('%s', (_, error, kind, definite, fatal) => {
    expect(classify(error)).toMatchObject({ kind, definite, fatal })
  })

  test('every kind of the table is in a row or a plain refusal', () => {
    const tried = new Set(rows.map(([, error]) => (error as Error).message.split(' ')[0]))
    const untried = Object.keys(byPrefix).filter((prefix) => !tried.has(prefix))
    expect(untried).toEqual(['NOAUTH', 'WRONGPASS', 'NOPERM'])
  })
})

test('INFO replication is read for masters and for replicas', () => {
  const master =
    '# Replication\r\nrole:master\r\nconnected_slaves:2\r\nslave0:ip=10.0.0.2,port=6379,state=online,offset=42,lag=0\r\nslave1:ip=10.0.0.3,port=6379,state=wait_bgsave,offset=0,lag=0\r\nmaster_repl_offset:43\r\n'
  expect(parseInfo(master)).toEqual({ role: 'master', offset: 43, linked: false, replicas: 1 })
  const replica =
    '# Replication\r\nrole:slave\r\nmaster_host:10.0.0.1\r\nmaster_link_status:up\r\nslave_repl_offset:41\r\nmaster_repl_offset:40\r\n'
  expect(parseInfo(replica)).toEqual({ role: 'slave', offset: 41, linked: true, replicas: 0 })
})
