import { classifier, type Entry } from '../common/error-table.ts'
import { ConnectionLost, ZooKeeperError } from './connection.ts'

/**
 * What each error proves, by its code (ZooKeeper 3.8, org.apache.zookeeper.KeeperException.Code). A server refuses a
 * write before it is proposed (PrepRequestProcessor), and then nothing happened; what ends the connection proves nothing.
 */
export const byCode: Readonly<Record<number, Entry>> = {
  [-1]: { kind: 'system-error', definite: false, fatal: true },
  [-5]: { kind: 'bad-request', definite: true, fatal: true },
  [-6]: { kind: 'not-supported', definite: true },
  [-8]: { kind: 'bad-request', definite: true },
  [-101]: { kind: 'no-such-node', definite: true },
  [-102]: { kind: 'not-authorized', definite: true },
  [-103]: { kind: 'conflict', definite: true },
  // Proves that it is there, but not who put it there.
  [-110]: { kind: 'node-exists', definite: false },
  [-112]: { kind: 'session-expired', definite: true, fatal: true },
  [-115]: { kind: 'login-refused', definite: true, fatal: true },
  [-118]: { kind: 'session-moved', definite: true, fatal: true },
  [-119]: { kind: 'read-only', definite: true },
  [-122]: { kind: 'request-timed-out', definite: false },
  [-127]: { kind: 'throttled', definite: true },
}

export const classify = classifier({
  fromServer: (error) => (error instanceof ZooKeeperError ? byCode[error.code] : undefined),
  fromDriver: (error) =>
    error instanceof ConnectionLost ? { kind: 'connection-closed', definite: false, fatal: true } : undefined,
})
