import { createClient } from '@redis/client'
import type { Address } from '../../cluster/cluster.ts'
import { CannotConnect } from '../common/cannot-connect.ts'
import { within } from '../common/wait.ts'
import type { Login } from './login.ts'

/** What a server answers to a command. */
export type Reply = null | string | number | readonly Reply[]

export type Commands = readonly (readonly string[])[]

type Client = ReturnType<typeof makeClient>

/** One connection to a server or a sentinel. It never emits and never connects again; what goes wrong rejects. */
export class Connection {
  readonly #client: Client

  private constructor(client: Client) {
    this.#client = client
    // A connection that breaks emits an error, which would end the controller if nobody listened.
    client.on('error', () => {})
  }

  /** Rejects with CannotConnect unless the server answers within `timeoutMs`: a frozen one still accepts connections. */
  static async open(address: Address, timeoutMs: number, login: Login = {}): Promise<Connection> {
    const client = makeClient(address, timeoutMs, login)
    const connection = new Connection(client)
    try {
      await within(
        timeoutMs,
        'connecting',
        client.connect().then(() => connection.send('PING')),
      )
      return connection
    } catch (cause) {
      connection.close()
      throw new CannotConnect(cause instanceof Error ? cause.message : String(cause), { cause })
    }
  }

  send(...command: string[]): Promise<Reply> {
    return this.#client.sendCommand<Reply>(command)
  }

  /** MULTI, the commands, EXEC; the answers to the commands. */
  async transaction(commands: Commands): Promise<readonly Reply[]> {
    const multi = this.#client.multi()
    for (const command of commands) multi.addCommand([...command])
    return (await multi.exec()) as unknown as readonly Reply[]
  }

  /** Drops the connection at once; a command in hand rejects. */
  close(): void {
    if (this.#client.isOpen) this.#client.destroy()
  }
}

/** RESP2 needs no handshake but the login, and nothing is sent before a connection stands. */
function makeClient({ host, port }: Address, connectTimeout: number, { user, password, database, tls }: Login) {
  const socket = { host, port, connectTimeout, reconnectStrategy: false } as const
  return createClient({
    RESP: 2,
    socket: tls === undefined ? socket : { ...tls, ...socket, tls: true },
    ...(user === undefined ? {} : { username: user }),
    ...(password === undefined ? {} : { password: password() }),
    ...(database === undefined ? {} : { database }),
    disableOfflineQueue: true,
    disableClientInfo: true,
  })
}
