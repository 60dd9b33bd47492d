import { MurphyError } from '../../../op/failure.ts'
import type { Address, Cut, Network, Ping } from '../../cluster.ts'
import { Direction } from './direction.ts'
import { Link } from './link.ts'
import type { Shaping } from './shaping.ts'

export type { Shaping } from './shaping.ts'

const CLIENT = 'client'
const PING_TIMEOUT_MS = 1500

/** What link proxies can do beyond cuts. `from` and `to` are nodes' names or 'client'. */
export interface LinkProxyFaults {
  /** Worsens everything that flows `from` → `to`, on open and on new connections, until told otherwise. */
  shape(from: string, to: string, shaping: Shaping | undefined): void
  /**
   * Drops the answer but not the request: on connections that `opener` has open to `server` now, what the server sends
   * vanishes for good, while requests still arrive. Returns how many connections it hit. They are reset on `restore`.
   */
  dropAnswers(opener: string, server: string): number
  /** RST to both sides of every connection between two ends that is open now. Returns how many it hit. */
  reset(a: string, b: string): number
  /** Ends every effect: heals cuts, removes shapings, resets connections whose answers were dropped. Idempotent. */
  restore(): void
}

/**
 * A network in which every link, client to node and node to node, passes a proxy in the controller's process. A cut
 * holds the bytes of its direction; connections stay, as they do in a real partition, and after healing what was held
 * flows on, as TCP sends it again, unless its sender was killed meanwhile. Where no server listens, the proxy has accepted already and answers with a reset
 * instead of a refusal.
 */
export class LinkProxyNetwork implements Network, LinkProxyFaults {
  readonly mechanism = 'link proxy'
  readonly #servers: ReadonlyMap<string, Address>
  readonly #directions = new Map<string, Direction>()
  readonly #links = new Map<string, Link>()

  /** `servers`: where each node's database really listens. */
  constructor(servers: ReadonlyMap<string, Address>) {
    this.#servers = servers
    const ends = [CLIENT, ...servers.keys()]
    for (const from of ends) {
      for (const to of ends) if (from !== to) this.#directions.set(key(from, to), new Direction(from, to))
    }
    for (const [to, target] of servers) {
      for (const from of ends) {
        if (from === to) continue
        this.#links.set(key(from, to), new Link(target, this.#direction(from, to), this.#direction(to, from)))
      }
    }
  }

  async open(): Promise<void> {
    await Promise.all([...this.#links.values()].map((link) => link.open()))
  }

  async close(): Promise<void> {
    await Promise.all([...this.#links.values()].map((link) => link.close()))
  }

  /** A node reaches itself directly. */
  address(to: string, from: string): Address {
    const target = this.#servers.get(to)
    if (target === undefined) throw unknown(to)
    if (from === to) return target
    return this.#link(from, to).address
  }

  async cut(cuts: readonly Cut[]): Promise<void> {
    const wanted = new Set(cuts.map(({ from, to }) => this.#direction(from, to)))
    for (const direction of this.#directions.values()) direction.hold(wanted.has(direction))
  }

  cuts(): readonly Cut[] {
    return [...this.#directions.values()].filter((d) => d.held).map(({ from, to }) => ({ from, to }))
  }

  /**
   * The question and its answer each take one of the two directions, whoever opened the connection. A node whose database
   * is down answers nothing.
   */
  async reaches(from: string, to: string, ping: Ping): Promise<boolean> {
    const address = to === CLIENT ? this.address(from, to) : this.address(to, from)
    return await ping(address, PING_TIMEOUT_MS)
  }

  shape(from: string, to: string, shaping: Shaping | undefined): void {
    this.#direction(from, to).shape(shaping)
  }

  dropAnswers(opener: string, server: string): number {
    const back = this.#direction(server, opener)
    return this.#link(opener, server).connections.filter((connection) => connection.swallow(back)).length
  }

  reset(a: string, b: string): number {
    const links = [this.#links.get(key(a, b)), this.#links.get(key(b, a))]
    if (links.every((link) => link === undefined)) throw unknown(`${a}–${b}`)
    const connections = links.flatMap((link) => link?.connections ?? [])
    for (const connection of connections) connection.reset()
    return connections.length
  }

  /**
   * A node was killed, and with it goes what it had sent into a cut, as when a machine loses power. (Its kernel, were it
   * alive, would go on sending after healing.)
   */
  died(node: string): void {
    for (const link of this.#links.values()) {
      for (const connection of link.connections) {
        if (link.from === node) connection.openerDied()
        if (link.to === node) connection.serverDied()
      }
    }
  }

  restore(): void {
    for (const link of this.#links.values()) {
      for (const connection of link.connections) if (connection.swallows) connection.reset()
    }
    for (const direction of this.#directions.values()) {
      direction.shape(undefined)
      direction.hold(false)
    }
  }

  #direction(from: string, to: string): Direction {
    const direction = this.#directions.get(key(from, to))
    if (direction === undefined) throw unknown(this.#servers.has(from) || from === CLIENT ? to : from)
    return direction
  }

  #link(from: string, to: string): Link {
    const link = this.#links.get(key(from, to))
    if (link === undefined) throw unknown(this.#servers.has(to) ? from : to)
    return link
  }
}

function key(from: string, to: string): string {
  return `${from} ${to}`
}

function unknown(name: string): MurphyError {
  return new MurphyError('broken', `The network has no ${name}, or no way to it from there.`)
}
