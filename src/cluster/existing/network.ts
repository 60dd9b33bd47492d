import type { Address, Cut, LinkCapability, Load, Measured, Network, Ping, Rule } from '../cluster.ts'
import { LinkProxyNetwork } from '../process/links/link-proxy-network.ts'
import { Tagged } from '../tagged.ts'
import type { Commands } from './commands.ts'
import type { Place } from './place.ts'

const isClient = ({ from, to }: Cut) => from === 'client' || to === 'client'
const key = ({ from, to }: Cut) => `${from} ${to}`

/** What clients send passes proxies of Murphy's own; the links between servers are cut by their owner's commands. */
export class OwnersNetwork implements Network {
  readonly mechanism = "link proxy; between servers, the suite's commands"
  readonly #clients: LinkProxyNetwork
  readonly #places: ReadonlyMap<string, Place>
  readonly #commands: Commands
  readonly #wanted = new Tagged<Cut>()
  /** Cuts between servers that are in force. */
  readonly #cut = new Map<string, Cut>()
  #turn: Promise<void> = Promise.resolve()
  #over = false

  constructor(places: readonly Place[], commands: Commands) {
    this.#clients = new LinkProxyNetwork(new Map(places.map(({ name, address }) => [name, address])), {
      clientsOnly: true,
    })
    this.#places = new Map(places.map((place) => [place.name, place]))
    this.#commands = commands
  }

  /** Nothing between servers can be done, or asked, without commands. */
  get clientsOnly(): boolean {
    return !this.#commands.has('partition')
  }

  open = () => this.#clients.open()
  address = (to: string, from: string): Address => this.#clients.address(to, from)
  mechanismOf = (capability: LinkCapability) => this.#clients.mechanismOf(capability)
  shape = (rules: readonly Rule[], tag?: string) => this.#clients.shape(rules, tag)
  reset = (links: readonly Cut[]) => this.#clients.reset(links)
  measure = (from: string, to: string, load: Load): Promise<Measured> => this.#clients.measure(from, to, load)

  async cut(cuts: readonly Cut[], tag = ''): Promise<void> {
    await this.#clients.cut(cuts.filter(isClient), tag)
    this.#wanted.set(
      tag,
      cuts.filter((cut) => !isClient(cut)),
    )
    await this.#enforce()
  }

  cuts(): readonly Cut[] {
    return [...this.#clients.cuts(), ...this.#cut.values()]
  }

  async reaches(from: string, to: string, ping: Ping): Promise<boolean> {
    if (isClient({ from, to })) return await this.#clients.reaches(from, to, ping)
    return await this.#commands.asks('reaches', this.#place(from), this.#place(to))
  }

  /** What is still cut is healed first. */
  async close(): Promise<void> {
    this.#over = true
    await this.#enforce().finally(() => this.#clients.close())
  }

  /** One at a time: two faults may heal at once. */
  #enforce(): Promise<void> {
    const turn = this.#turn.then(() => this.#makeSo(this.#over ? [] : this.#wanted.all))
    this.#turn = turn.catch(() => {})
    return turn
  }

  /** Makes these the cuts that are in force; what fails does not keep the rest from being healed. */
  async #makeSo(cuts: readonly Cut[]): Promise<void> {
    const wanted = new Map(cuts.map((cut) => [key(cut), cut]))
    const perform = async (deed: 'partition' | 'heal', cut: Cut) => {
      // Noted before it is tried: half a cut is healed, too.
      if (deed === 'partition') this.#cut.set(key(cut), cut)
      await this.#commands.perform(deed, this.#place(cut.to), this.#place(cut.from))
      if (deed === 'heal') this.#cut.delete(key(cut))
    }
    const heals = [...this.#cut].filter(([name]) => !wanted.has(name)).map(([, cut]) => perform('heal', cut))
    const made = [...wanted].filter(([name]) => !this.#cut.has(name)).map(([, cut]) => perform('partition', cut))
    const failed = (await Promise.allSettled([...heals, ...made])).find(({ status }) => status === 'rejected')
    if (failed?.status === 'rejected') throw failed.reason
  }

  #place(name: string): Place {
    const place = this.#places.get(name)
    if (place === undefined) throw new Error(`the network has no ${name}`)
    return place
  }
}
