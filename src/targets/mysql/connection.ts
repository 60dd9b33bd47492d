import { Socket } from 'node:net'
import {
  createConnection,
  type Connection as Driver,
  escape as literal,
  type SqlValue,
  type SslOptions,
} from 'mysql2/promise'
import type { Address } from '../../cluster/cluster.ts'
import { CannotConnect } from '../common/cannot-connect.ts'
import { Mutex } from '../common/mutex.ts'
import { within } from '../common/wait.ts'
import type { Answer, SqlConnection, Statement } from '../sql/connection.ts'

export interface ConnectOptions {
  readonly timeoutMs: number
  /** Run before the connection is handed out. */
  readonly first?: readonly string[]
  /** Default: the administrator of Murphy's own servers. */
  readonly login?: Login | undefined
}

/** As whom a connection is made, and to which database. */
export interface Login {
  readonly user: string
  readonly database?: string
  /** A function, so that nothing that prints or stores a login shows it. */
  readonly password?: (() => string) | undefined
  /** Default: in the clear. */
  readonly tls?: Tls | undefined
}

export interface Tls extends SslOptions {
  /** Whose certificate it is to be: the address itself may be a proxy's. */
  readonly host: string
}

/** By node; undefined on Murphy's own servers. */
export type LoginOf = (node: string) => Login | undefined

/** Murphy's own servers let everybody in who reaches them: the harness as an administrator, clients as what they are. */
export const administrator: Login = { user: 'root', database: 'murphy' }
export const client: Login = { user: 'murphy', database: 'murphy' }

/** One connection; statements go one after another. It never emits; what goes wrong rejects the statement in hand. */
export class Connection implements SqlConnection {
  readonly #driver: Driver
  readonly #socket: Socket
  readonly #turns = new Mutex()

  private constructor(driver: Driver, socket: Socket) {
    this.#driver = driver
    this.#socket = socket
    // An idle connection that breaks emits an error, which would end the controller if nobody listened.
    driver.on('error', () => {})
  }

  /** Rejects with CannotConnect, after a time-out at the latest. */
  static async open(address: Address, options: ConnectOptions): Promise<Connection> {
    const { user, database, password, tls } = options.login ?? administrator
    const socket = new Socket().setNoDelay(true)
    try {
      const connecting = createConnection({
        user,
        ...(database === undefined ? {} : { database }),
        password: password?.() ?? '',
        charset: 'utf8mb4',
        connectTimeout: options.timeoutMs,
        ...(tls === undefined ? {} : { host: tls.host, ssl: { ...tls } }),
        stream: () => socket.connect(address.port, address.host),
      })
      const connection = new Connection(await connecting, socket)
      for (const text of options.first ?? []) await within(options.timeoutMs, text, connection.query({ text }))
      return connection
    } catch (cause) {
      socket.destroy()
      throw new CannotConnect(cause instanceof Error ? cause.message : String(cause), { cause })
    }
  }

  /** Values are written into the text: a prepared statement would cost a way to the server and back more. */
  async query<Row>({ text, values = [] }: Statement): Promise<Answer<Row>> {
    const sql = text.replace(/\$(\d+)/g, (_, n) => literal(values[Number(n) - 1] as SqlValue))
    return await this.#turns.run(async () => {
      const [result] = await this.#driver.query(sql)
      if (Array.isArray(result)) return { rows: result as Row[], count: result.length }
      return { rows: [], count: result.affectedRows }
    })
  }

  /** Drops the connection at once; a statement in hand rejects. */
  close(): void {
    this.#socket.destroy()
  }
}
