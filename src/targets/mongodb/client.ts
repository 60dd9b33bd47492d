import { MongoClient, type MongoClientOptions } from 'mongodb'
import type { Address } from '../../cluster/cluster.ts'
import type { Login } from './login.ts'

export interface ClientSpec {
  readonly timeoutMs: number
  /** Shown in the server's log and currentOp. */
  readonly name: string
  readonly login?: Login | undefined
  /** Whether the driver tries again by itself. */
  readonly retries?: boolean
}

/** No connection was made, so nothing can have happened over it. The cause says why. */
export class CannotConnect extends Error {
  override name = 'CannotConnect'
}

/**
 * A driver's client that speaks to one server and to no other, over one connection beside the driver's own watch of the
 * server: with the whole set in hand it would choose the server itself, and reach it past the proxies. `maxAdaptiveRetries`
 * counts retries of a commit, too, which the driver makes even with retryWrites off.
 */
export function clientFor(
  { host, port }: Address,
  { timeoutMs, name, login, retries = false }: ClientSpec,
): MongoClient {
  const options: MongoClientOptions = {
    directConnection: true,
    appName: name,
    maxPoolSize: 1,
    serverSelectionTimeoutMS: timeoutMs,
    connectTimeoutMS: timeoutMs,
    waitQueueTimeoutMS: timeoutMs,
    serverMonitoringMode: 'poll',
    retryWrites: retries,
    retryReads: retries,
    ...(retries ? {} : { maxAdaptiveRetries: 0 }),
    ...(login === undefined
      ? {}
      : { auth: { username: login.user, password: login.password() }, authSource: login.authSource }),
  }
  return new MongoClient(`mongodb://${host.includes(':') ? `[${host}]` : host}:${port}`, options)
}

/** Connects and asks who is there. Rejects with CannotConnect; the client is closed then. */
export async function connected(client: MongoClient): Promise<void> {
  try {
    await client.db('admin').command({ hello: 1 })
  } catch (cause) {
    drop(client)
    throw new CannotConnect(cause instanceof Error ? cause.message : String(cause), { cause })
  }
}

/** Ends open connections at once. What the driver tells the server in farewell may go unheard. */
export function drop(client: MongoClient): void {
  client.close().catch(() => {})
}
