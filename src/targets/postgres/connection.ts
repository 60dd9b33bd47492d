import { Socket } from 'node:net'
import pg from 'pg'
import type { Address } from '../../cluster/cluster.ts'
import { CannotConnect } from '../common/cannot-connect.ts'
import { Mutex } from '../common/mutex.ts'
import type { Answer, SqlConnection, Statement } from '../sql/connection.ts'
import { type Login, own } from './login.ts'

export interface ConnectOptions {
  readonly timeoutMs: number
  /** Shown in pg_stat_activity. */
  readonly name: string
  readonly isolation?: string | undefined
  /** Default: what Murphy's own servers know. */
  readonly login?: Login | undefined
}

/**
 * The server says OK to a commit whose wait for a standby was cancelled, and only a warning tells: the transaction "has
 * already committed locally, but might not have been replicated to the standby" (source: src/backend/replication/
 * syncrep.c, SyncRepWaitForLSN). To the client that is no acknowledgement.
 */
export class UnreplicatedCommit extends Error {
  override name = 'UnreplicatedCommit'
}

/** One connection; statements go one after another. It never emits; what goes wrong rejects the statement in hand. */
export class Connection implements SqlConnection {
  readonly #client: pg.Client
  readonly #socket: Socket
  readonly #turns = new Mutex()
  #unreplicated: string | undefined

  private constructor(client: pg.Client, socket: Socket) {
    this.#client = client
    this.#socket = socket
    // An idle connection that breaks emits an error, which would end the controller if nobody listened.
    client.on('error', () => {})
    client.on('notice', ({ message }) => {
      if (message !== undefined && isCancelledWait(message)) this.#unreplicated = message
    })
  }

  /** Rejects with CannotConnect, after a time-out at the latest. Everything is given explicitly: PG* variables of ours must not decide. */
  static async open(address: Address, options: ConnectOptions): Promise<Connection> {
    const socket = new Socket()
    const { user, database, password, schema, tls } = options.login ?? own
    const client = new pg.Client({
      host: address.host,
      port: address.port,
      user,
      database,
      // The driver would look for one itself, under the address of a proxy.
      password: password ?? (() => ''),
      ssl: tls ?? false,
      application_name: options.name,
      // Tables are as small here as they never are in use; unless told, the planner would not use their indexes.
      options: `-c enable_seqscan=off -c default_transaction_isolation=${(options.isolation ?? 'read committed').replaceAll(' ', '\\ ')}${schema === undefined ? '' : ` -c search_path=${schema}`}`,
      connectionTimeoutMillis: options.timeoutMs,
      stream: () => socket,
    })
    const connection = new Connection(client, socket)
    try {
      await client.connect()
      return connection
    } catch (cause) {
      connection.close()
      throw new CannotConnect(cause instanceof Error ? cause.message : String(cause), { cause })
    }
  }

  /** Statements with a name are prepared once. */
  async query<Row>(statement: Statement): Promise<Answer<Row>> {
    return await this.#turns.run(async () => {
      this.#unreplicated = undefined
      const { rows, rowCount } = await this.#client.query(statement)
      if (this.#unreplicated !== undefined) throw new UnreplicatedCommit(this.#unreplicated)
      return { rows, count: rowCount ?? 0 }
    })
  }

  /** Drops the connection at once; a statement in hand rejects. */
  close(): void {
    this.#socket.destroy()
  }
}

function isCancelledWait(message: string): boolean {
  return message.startsWith('canceling') && message.includes('synchronous replication')
}
