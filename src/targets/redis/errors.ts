import {
  ClientClosedError,
  ClientOfflineError,
  DisconnectsClientError,
  ErrorReply,
  MultiErrorReply,
  SocketClosedUnexpectedlyError,
} from '@redis/client'
import { classifier, type Entry } from '../common/error-table.ts'
import { DeadlineError } from '../common/wait.ts'
import { NotReplicated } from './waiting.ts'

/**
 * What each error proves. Redis checks whether a command may run before it runs it (src/server.c, processCommand), so
 * its refusals are definite; the session stays usable after each of them. What the driver says after a command was sent
 * proves nothing. Sources: redis.io documentation, "Redis serialization protocol specification" (errors begin with
 * their kind in capitals); Redis 7.0 src/server.c, createSharedObjects and processCommand.
 */

/** By the first word of the server's answer. */
export const byPrefix: Readonly<Record<string, Entry>> = {
  READONLY: { kind: 'read-only-replica', definite: true },
  NOREPLICAS: { kind: 'too-few-replicas', definite: true },
  LOADING: { kind: 'loading', definite: true },
  MASTERDOWN: { kind: 'link-with-master-down', definite: true },
  MISCONF: { kind: 'cannot-persist', definite: true },
  OOM: { kind: 'out-of-memory', definite: true },
  BUSY: { kind: 'busy-with-a-script', definite: true },
  // Something was wrong with a command before EXEC, and none was performed.
  EXECABORT: { kind: 'transaction-discarded', definite: true },
  WRONGTYPE: { kind: 'wrong-type', definite: true },
  NOAUTH: { kind: 'not-authenticated', definite: true },
  WRONGPASS: { kind: 'wrong-password', definite: true },
  NOPERM: { kind: 'no-permission', definite: true },
  // A command that waits (WAIT after a write) was let go because the server changed its role: the write stands or not.
  UNBLOCKED: { kind: 'unblocked', definite: false },
  ERR: { kind: 'error', definite: false },
}

/** By what Node says of a socket. */
export const byErrno: Readonly<Record<string, Entry>> = {
  ECONNRESET: { kind: 'connection-reset', definite: false, fatal: true },
  EPIPE: { kind: 'connection-broken', definite: false, fatal: true },
  ETIMEDOUT: { kind: 'connection-timed-out', definite: false, fatal: true },
}

const lost: Entry = { kind: 'connection-lost', definite: false, fatal: true }
/** The driver refused before anything was sent. */
const closed: Entry = { kind: 'connection-closed', definite: true, fatal: true }

export const classify = classifier({ fromServer, fromDriver })

function fromServer(error: unknown): Entry | undefined {
  // Of a transaction that was performed: some of its commands did something, others failed.
  if (error instanceof MultiErrorReply) return { kind: 'partly-failed', definite: false }
  if (!(error instanceof ErrorReply)) return undefined
  const [word = ''] = error.message.split(' ', 1)
  return byPrefix[word] ?? { kind: 'unknown-reply', definite: false, fatal: true }
}

function fromDriver(error: unknown): Entry | undefined {
  if (error instanceof NotReplicated) return { kind: 'not-replicated', definite: false }
  if (error instanceof DeadlineError) return { kind: 'timeout', definite: false, fatal: true }
  if (error instanceof ClientClosedError || error instanceof ClientOfflineError) return closed
  if (error instanceof SocketClosedUnexpectedlyError || error instanceof DisconnectsClientError) return lost
  return byErrno[codeOf(error)]
}

function codeOf(error: unknown): string {
  const { code } = (typeof error === 'object' && error !== null ? error : {}) as { code?: unknown }
  return typeof code === 'string' ? code : ''
}
