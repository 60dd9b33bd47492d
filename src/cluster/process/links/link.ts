import { type AddressInfo, createServer, type Server } from 'node:net'
import type { Address } from '../../cluster.ts'
import { LOOPBACK } from '../ports.ts'
import { Connection } from './connection.ts'
import type { Direction } from './direction.ts'

/** The way that connections take which one end of the network opens to one node: a proxy of their own. */
export class Link {
  readonly from: string
  readonly to: string
  readonly #server: Server
  readonly #connections = new Set<Connection>()
  #address: Address | undefined

  /** `there`: the direction of requests; `back`: of answers. */
  constructor(target: Address, there: Direction, back: Direction) {
    this.from = there.from
    this.to = there.to
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      this.#connections.add(
        new Connection(socket, { target, there, back }, (connection) => this.#connections.delete(connection)),
      )
    })
  }

  get address(): Address {
    if (this.#address === undefined) throw new Error('the link does not listen yet')
    return this.#address
  }

  get connections(): readonly Connection[] {
    return [...this.#connections]
  }

  async open(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen({ host: LOOPBACK, port: 0 }, resolve)
    })
    this.#address = { host: LOOPBACK, port: (this.#server.address() as AddressInfo).port }
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    for (const connection of this.connections) connection.reset()
    await closed
  }
}
