import { expect, test } from 'vitest'
import { CannotConnect } from '../../../src/targets/common/cannot-connect.ts'
import { ConnectionLost, ZooKeeperError } from '../../../src/targets/zookeeper/connection.ts'
import { byCode, classify } from '../../../src/targets/zookeeper/errors.ts'

test.each([
  ['a version that is not its own', new ZooKeeperError(-103), 'conflict', true, false],
  ['a znode that is not there', new ZooKeeperError(-101), 'no-such-node', true, false],
  ['a znode that is there already', new ZooKeeperError(-110), 'node-exists', false, false],
  ['a session that ran out', new ZooKeeperError(-112), 'session-expired', true, true],
  ['too many requests', new ZooKeeperError(-127), 'throttled', true, false],
  ['a time-out of the server', new ZooKeeperError(-122), 'request-timed-out', false, false],
  ['a code that is not in the table', new ZooKeeperError(-77), 'unknown-error', false, true],
  ['the end of the connection', new ConnectionLost('closed'), 'connection-closed', false, true],
  ['no connection', new CannotConnect('refused'), 'cannot-connect', true, true],
  ['anything else', new Error('?'), 'unknown-error', false, true],
])('%s', (_, error, kind, definite, fatal) => {
  expect(classify(error)).toMatchObject({ kind, definite, fatal })
})

test('names kinds in words', () => {
  for (const { kind } of Object.values(byCode)) expect(kind).toMatch(/^[a-z-]+$/)
})
