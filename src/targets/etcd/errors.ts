import { classifier, type Entry } from '../common/error-table.ts'
import { EtcdError, NoAnswer } from './gateway.ts'

/**
 * What each error proves. A write is one entry of the Raft log: what the server refuses before it proposes the entry, or
 * when it applies it, did not happen; whatever it says while it waits for the entry (a time-out, its own end) proves
 * nothing, for the entry may be committed later. Sources: etcd 3.4, etcdserver/v3_server.go
 * (processInternalRaftRequestOnce), etcdserver/api/v3rpc/rpctypes/error.go, raft/raft.go (stepFollower); the error table
 * of Jepsen's etcd suite (jepsen.etcd.client/remap-errors).
 */

/** By the server's words; the first that matches decides. */
export const byMessage: readonly { readonly pattern: RegExp; readonly entry: Entry }[] = [
  { pattern: /request timed out/, entry: { kind: 'request-timed-out', definite: false } },
  { pattern: /context deadline exceeded|context canceled/, entry: { kind: 'request-timed-out', definite: false } },
  // Said to linearizable reads only, but nothing in it says that of which request.
  { pattern: /leader changed/, entry: { kind: 'leader-changed', definite: false } },
  // Raised after the proposal, too: the server ends while it waits.
  { pattern: /server stopped|raft: stopped/, entry: { kind: 'server-stopped', definite: false, fatal: true } },
  { pattern: /transport|connection|SubConn/, entry: { kind: 'server-unavailable', definite: false, fatal: true } },
  // A member that has no leader, or a leader that hands over, takes no proposal in: it is never put into the log.
  { pattern: /raft proposal dropped/, entry: { kind: 'proposal-dropped', definite: true } },
  { pattern: /etcdserver: too many requests/, entry: { kind: 'too-many-requests', definite: true } },
  { pattern: /etcdserver: request is too large/, entry: { kind: 'bad-request', definite: true } },
  { pattern: /mvcc: database space exceeded/, entry: { kind: 'no-space', definite: true } },
  { pattern: /mvcc: required revision has been compacted/, entry: { kind: 'compacted', definite: true } },
  { pattern: /requested lease not found/, entry: { kind: 'no-such-lease', definite: true } },
  { pattern: /lease already exists/, entry: { kind: 'lease-exists', definite: true } },
  // The lock's session ended while it waited: it does not hold the lock.
  { pattern: /session is expired/, entry: { kind: 'session-expired', definite: true } },
]

/** By google.rpc.Code, where the words say nothing. */
export const byCode: Readonly<Record<number, Entry>> = {
  3: { kind: 'bad-request', definite: true },
  5: { kind: 'not-found', definite: true },
  7: { kind: 'not-authorized', definite: true },
  12: { kind: 'not-supported', definite: true },
  14: { kind: 'server-unavailable', definite: false, fatal: true },
  16: { kind: 'not-authorized', definite: true },
}

/** By what Node says of a socket. */
export const byErrno: Readonly<Record<string, Entry>> = {
  ECONNRESET: { kind: 'connection-reset', definite: false, fatal: true },
  EPIPE: { kind: 'connection-broken', definite: false, fatal: true },
  ETIMEDOUT: { kind: 'connection-timed-out', definite: false, fatal: true },
}

export const classify = classifier({ fromServer, fromDriver })

function fromServer(error: unknown): Entry | undefined {
  if (!(error instanceof EtcdError)) return undefined
  const { message, code } = error
  return (
    byMessage.find(({ pattern }) => pattern.test(message))?.entry ?? (code === undefined ? undefined : byCode[code])
  )
}

function fromDriver(error: unknown): Entry | undefined {
  if (error instanceof NoAnswer) return { kind: 'timeout', definite: false, fatal: true }
  if (error instanceof Conflict) return { kind: 'conflict', definite: true }
  const { code } = (error ?? {}) as { code?: unknown }
  return typeof code === 'string' ? byErrno[code] : undefined
}

/** A transaction found a key changed since it had read it: its compare failed, and nothing was written. */
export class Conflict extends Error {
  override name = 'Conflict'
}
