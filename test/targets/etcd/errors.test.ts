import { describe, expect, it, test } from 'vitest'
import { CannotConnect } from '../../../src/targets/common/cannot-connect.ts'
import { NotCommitted } from '../../../src/targets/common/not-committed.ts'
import { byCode, byErrno, byMessage, Conflict, classify } from '../../../src/targets/etcd/errors.ts'
import { EtcdError, NoAnswer } from '../../../src/targets/etcd/gateway.ts'

const errno = (code: string) => Object.assign(new Error(code), { code })

describe('what an error of etcd proves', () => {
  test.each([
    // Refused before the entry is proposed, or when it is applied.
    ['etcdserver: request is too large', 3, 'bad-request', true],
    ['etcdserver: duplicate key given in txn request', 3, 'bad-request', true],
    ['etcdserver: requested lease not found', 5, 'no-such-lease', true],
    ['etcdserver: requested lease not found', 2, 'no-such-lease', true],
    ['etcdserver: lease already exists', 9, 'lease-exists', true],
    ['etcdserver: too many requests', 8, 'too-many-requests', true],
    ['etcdserver: mvcc: database space exceeded', 8, 'no-space', true],
    ['raft proposal dropped', 2, 'proposal-dropped', true],
    // Said while the entry is on its way.
    ['etcdserver: request timed out', 14, 'request-timed-out', false],
    ['etcdserver: request timed out, possibly due to previous leader failure', 14, 'request-timed-out', false],
    ['etcdserver: request timed out, possibly due to connection lost', 14, 'request-timed-out', false],
    ['context deadline exceeded', 4, 'request-timed-out', false],
    ['context canceled', 1, 'request-timed-out', false],
    ['etcdserver: leader changed', 14, 'leader-changed', false],
    ['etcdserver: server stopped', 14, 'server-stopped', false],
    ['transport is closing', 14, 'server-unavailable', false],
    // What the table does not know proves nothing.
    ['something new', 14, 'server-unavailable', false],
    ['something new', 2, 'unknown-error', false],
    ['HTTP 502: bad gateway', undefined, 'unknown-error', false],
  ])('%s (code %s): %s, definite %s', (message, code, kind, definite) => {
    expect(classify(new EtcdError(message, code))).toMatchObject({ kind, definite, message })
  })

  test.each([
    [new CannotConnect('connect ECONNREFUSED'), 'cannot-connect', true],
    [new NoAnswer('no answer within 10 ms'), 'timeout', false],
    [errno('ECONNRESET'), 'connection-reset', false],
    [errno('EPIPE'), 'connection-broken', false],
    [errno('EWHATEVER'), 'unknown-error', false],
    ['a string', 'unknown-error', false],
    [undefined, 'unknown-error', false],
  ])('%s: %s, definite %s', (error, kind, definite) => {
    expect(classify(error)).toMatchObject({ kind, definite, fatal: true })
  })

  it('whatever goes wrong before the commit is sent wrote nothing', () => {
    const late = new NotCommitted(new EtcdError('etcdserver: request timed out', 14), false)
    expect(classify(late)).toMatchObject({ kind: 'request-timed-out', definite: true })
    expect(classify(new Conflict('changed'))).toMatchObject({ kind: 'conflict', definite: true, fatal: false })
  })

  it('names kinds in words', () => {
    const entries = [...byMessage.map(({ entry }) => entry), ...Object.values(byCode), ...Object.values(byErrno)]
    for (const { kind } of entries) expect(kind).toMatch(/^[a-z-]+$/)
  })
})
