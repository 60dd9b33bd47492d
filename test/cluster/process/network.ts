import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import type { Address } from '../../../src/cluster/cluster.ts'
import { LinkProxyNetwork } from '../../../src/cluster/process/links/link-proxy-network.ts'
import { eventually, LineClient } from './servers.ts'

/** A server in the test's own process that keeps what it heard; answers only when told. */
export class Listener {
  readonly sockets: Socket[] = []
  readonly heard: string[] = []
  readonly ends: string[] = []
  #server: Server
  #rest = ''

  constructor(answer: (line: string) => string | undefined) {
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      this.sockets.push(socket)
      socket.on('error', () => {
        this.ends.push('reset')
      })
      socket.on('end', () => {
        this.ends.push('finish')
      })
      socket.on('data', (bytes) => {
        const lines = (this.#rest + bytes).split('\n')
        this.#rest = lines.pop() ?? ''
        this.heard.push(...lines)
        for (const line of lines) {
          const reply = answer(line)
          if (reply !== undefined) socket.write(`${reply}\n`)
        }
      })
    })
  }

  async listen(): Promise<Address> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    return { host: '127.0.0.1', port: (this.#server.address() as AddressInfo).port }
  }

  async hears(line: string): Promise<void> {
    await eventually(() => this.heard.includes(line), `the server hearing "${line}"`)
  }

  close(): void {
    this.#server.close()
    for (const socket of this.sockets) socket.destroy()
  }
}

/** Two nodes n1 and n2 that echo, the network before them, and clients that are closed in the end. */
export class Playground {
  readonly n1 = new Listener((line) => `n1 ${line}`)
  readonly n2 = new Listener((line) => `n2 ${line}`)
  readonly #clients: LineClient[] = []
  #network: LinkProxyNetwork | undefined

  get network(): LinkProxyNetwork {
    if (this.#network === undefined) throw new Error('not open')
    return this.#network
  }

  async open(): Promise<void> {
    this.#network = new LinkProxyNetwork(
      new Map([
        ['n1', await this.n1.listen()],
        ['n2', await this.n2.listen()],
      ]),
    )
    await this.#network.open()
  }

  /** A connection that `from` opens to `to`. */
  connect(to: string, from = 'client'): LineClient {
    const client = new LineClient(this.network.address(to, from))
    this.#clients.push(client)
    return client
  }

  /** The same, after it was seen to work. */
  async connected(to: string, from = 'client'): Promise<LineClient> {
    const client = this.connect(to, from)
    client.say('hello')
    await client.hears(`${to} hello`)
    return client
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.close()
    await this.#network?.close()
    this.n1.close()
    this.n2.close()
  }
}
