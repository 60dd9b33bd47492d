import type { Address } from '../../cluster/cluster.ts'
import { within } from '../common/wait.ts'
import { Connection, type Reply } from './connection.ts'
import type { Login } from './login.ts'

/**
 * The harness' own questions to one server or sentinel, over one kept connection. One that is not answered in time drops
 * the connection, so that the next begins afresh.
 */
export class Asker {
  readonly #address: () => Address
  readonly #login: Login
  #kept: Connection | undefined
  #closed = false

  /** The address is asked for anew each time: ports may change when a node is started again. */
  constructor(address: () => Address, login: Login = {}) {
    this.#address = address
    this.#login = login
  }

  /** Rejects when there is no answer within `ms`. */
  async ask(ms: number, ...command: string[]): Promise<Reply> {
    const started = performance.now()
    const connection = this.#kept ?? (await this.#open(ms))
    try {
      const left = Math.max(1, ms - (performance.now() - started))
      return await within(left, `an answer to ${command[0]}`, connection.send(...command))
    } catch (error) {
      this.#drop(connection)
      throw error
    }
  }

  close(): void {
    this.#closed = true
    if (this.#kept !== undefined) this.#drop(this.#kept)
  }

  async #open(ms: number): Promise<Connection> {
    const connection = await Connection.open(this.#address(), ms, this.#login)
    // Another question may have connected meanwhile.
    if (this.#kept !== undefined || this.#closed) connection.close()
    this.#kept ??= connection
    return this.#kept
  }

  #drop(connection: Connection): void {
    connection.close()
    if (this.#kept === connection) this.#kept = undefined
  }
}
