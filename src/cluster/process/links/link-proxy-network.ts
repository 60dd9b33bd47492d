import { MurphyError } from '../../../op/failure.ts'
import type { Address, Cut, LinkCapability, Load, Measured, Network, Ping, Rule } from '../../cluster.ts'
import { effectsOf } from '../../shape.ts'
import { distinctRules, Tagged } from '../../tagged.ts'
import { arrives } from './arrives.ts'
import { Direction } from './direction.ts'
import { Link } from './link.ts'
import { measure } from './measure.ts'

const CLIENT = 'client'
const PING_TIMEOUT_MS = 1500

/** What a proxy can do to a TCP stream; the rest happens to packets, which it never sees. */
export const capabilities: readonly LinkCapability[] = ['delay', 'bandwidth', 'reset']

/**
 * A network in which every link, client to node and node to node, passes a proxy in the controller's process. A cut
 * holds the bytes of its direction; connections stay, as they do in a real partition, and after healing what was held
 * flows on, as TCP sends it again, unless its sender was killed meanwhile. Where no server listens, the proxy has accepted already and answers with a reset
 * instead of a refusal.
 */
export class LinkProxyNetwork implements Network {
  readonly mechanism = 'link proxy'
  readonly clientsOnly: boolean
  readonly #servers: ReadonlyMap<string, Address>
  readonly #directions = new Map<string, Direction>()
  readonly #links = new Map<string, Link>()
  readonly #cuts = new Tagged<Cut>()
  readonly #rules = new Tagged<Rule>()

  /** `servers`: where each node's database really listens. `clientsOnly`: nodes reach each other by ways of their own. */
  constructor(servers: ReadonlyMap<string, Address>, { clientsOnly = false } = {}) {
    this.#servers = servers
    this.clientsOnly = clientsOnly
    const openers = clientsOnly ? [CLIENT] : [CLIENT, ...servers.keys()]
    for (const [to, target] of servers) {
      for (const from of openers) {
        if (from === to) continue
        for (const [a, b] of [
          [from, to],
          [to, from],
        ] as const)
          if (!this.#directions.has(key(a, b))) this.#directions.set(key(a, b), new Direction(a, b))
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

  mechanismOf(capability: LinkCapability): string | undefined {
    return capabilities.includes(capability) ? this.mechanism : undefined
  }

  async cut(cuts: readonly Cut[], tag = ''): Promise<void> {
    for (const { from, to } of cuts) this.#direction(from, to)
    this.#cuts.set(tag, cuts)
    const wanted = new Set(this.#cuts.all.map(({ from, to }) => this.#direction(from, to)))
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

  async arrives(from: string, to: string): Promise<boolean> {
    return await arrives(this.#direction(from, to))
  }

  async shape(rules: readonly Rule[], tag = ''): Promise<void> {
    for (const { from, to, shape } of rules) {
      this.#direction(from, to)
      const cannot = effectsOf(shape).find((effect) => this.mechanismOf(effect) === undefined)
      if (cannot !== undefined) throw new MurphyError('usage', `A link proxy has no ${cannot}: it sees no packets.`)
    }
    this.#rules.set(tag, rules)
    const wanted = new Map(distinctRules(this.#rules.all).map(({ from, to, shape }) => [key(from, to), shape]))
    for (const [name, direction] of this.#directions) direction.shape(wanted.get(name))
  }

  async reset(links: readonly Cut[]): Promise<number> {
    const hit = new Set(
      links.flatMap(({ from, to }) => {
        this.#direction(from, to)
        return [this.#links.get(key(from, to)), this.#links.get(key(to, from))]
      }),
    )
    const connections = [...hit].flatMap((link) => link?.connections ?? [])
    for (const connection of connections) connection.reset()
    return connections.length
  }

  async measure(from: string, to: string, load: Load): Promise<Measured> {
    return await measure(this.#direction(from, to), this.#direction(to, from), load)
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
