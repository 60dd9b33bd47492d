import type Docker from 'dockerode'
import { MurphyError } from '../../op/failure.ts'
import type { Address, Cut, LinkCapability, Load, Measured, Network, Ping, Rule } from '../cluster.ts'
import { effectsOf } from '../shape.ts'
import { distinctCuts, distinctRules, Tagged } from '../tagged.ts'
import { chainOf } from './chain.ts'
import { execIn } from './exec.ts'
import type { NodeImage } from './image.ts'
import type { Labels } from './labels.ts'
import { readCounters, sendDatagrams, unclaimed } from './links/datagrams.ts'
import { damagedScript, pingScript, readPing } from './links/ping.ts'
import { planFor } from './links/plan.ts'
import { LinkTools } from './links/tools.ts'
import { PacketFilter, type Way } from './packet-filter.ts'

/** Far above a round trip between containers, also on a busy machine. */
const PROBE_MS = 1_500
/** To start a program in a container takes the engine a moment, seconds on a busy machine. */
const PROGRAM_MS = 4_000

export interface NetworkParts {
  readonly engine: Docker
  readonly image: NodeImage
  readonly labels: Labels
  readonly containers: ReadonlyMap<string, Docker.Container>
  /** Addresses inside the run's network, 'client' among them. */
  readonly addresses: ReadonlyMap<string, string>
  readonly port: number
  /** Where the controller reaches a node. */
  readonly fromClient: (node: string) => Address
  readonly log: (line: string) => void
  /** Present where the run was brought up for more than cuts; otherwise made when first needed. */
  readonly tools?: LinkTools | undefined
}

/**
 * The run's network. Cuts are a chain of packet filter rules in each node's network namespace; what else befalls
 * packets is done there, too, by tools that stand beside the node. All of it is set from outside.
 */
export class DockerNetwork implements Network {
  readonly #parts: NetworkParts
  readonly #filter: PacketFilter
  readonly #cuts = new Tagged<Cut>()
  readonly #rules = new Tagged<Rule>()
  #tools: LinkTools | undefined
  /** The last change; changes go one after another. */
  #changes: Promise<void> = Promise.resolve()

  constructor(parts: NetworkParts, way: Way | undefined) {
    this.#parts = parts
    this.#tools = parts.tools
    this.#filter = new PacketFilter(parts, way)
  }

  get mechanism(): string {
    return `iptables in each node's network namespace (${this.#filter.way})`
  }

  mechanismOf(capability: LinkCapability): string | undefined {
    const mechanism = this.#tools?.mechanism(capability)
    return mechanism !== undefined && 'by' in mechanism ? mechanism.by : undefined
  }

  async cut(cuts: readonly Cut[], tag = ''): Promise<void> {
    for (const { from, to } of cuts) this.#known(from, to)
    this.#cuts.set(tag, cuts)
    await this.#change(() => this.#everywhere())
  }

  cuts(): readonly Cut[] {
    return distinctCuts(this.#cuts.all)
  }

  async shape(rules: readonly Rule[], tag = ''): Promise<void> {
    for (const { from, to } of rules) this.#known(from, to)
    if (rules.length > 0) (await this.#prepared()).demand(rules.flatMap(({ shape }) => effectsOf(shape)))
    this.#rules.set(tag, rules)
    await this.#change(() => this.#everywhere())
  }

  /** Both ends are told to: one of them may be cut off from the other's RST. */
  async reset(links: readonly Cut[]): Promise<number> {
    const tools = await this.#prepared()
    tools.demand(['reset'])
    for (const { from, to } of links) this.#known(from, to)
    const ends = new Map<string, Set<string>>()
    for (const { from, to } of links.flatMap((link) => [link, { from: link.to, to: link.from }])) {
      if (from !== 'client') ends.set(from, (ends.get(from) ?? new Set()).add(to))
    }
    const killed = await Promise.all(
      [...ends].map(async ([name, others]) => {
        const kill = [...others].map((other) => `ss -K -H -n -t dst ${this.#addressOf(other)}`).join('; ')
        const output = await this.#beside(tools, name, kill)
        return (output ?? '').split('\n').filter((line) => line.trim() !== '').length
      }),
    )
    return killed.reduce((sum, count) => sum + count, 0)
  }

  /** Whatever a change needs stands ready, so that the first one is no slower than the others. */
  async prepare(): Promise<void> {
    await this.cut([])
    const tools = this.#parts.tools
    if (tools === undefined) return
    await Promise.all([...this.#parts.containers.keys()].map((name) => this.#beside(tools, name, 'true')))
  }

  /** Puts what is in force into one node's new namespace. */
  async reapply(node: string): Promise<void> {
    await this.#change(async () => {
      await this.#tools?.companions.forget(node)
      await this.#apply(node)
    })
  }

  /**
   * Between nodes a TCP connection is tried; a refusal is an answer, too: the packets passed. From or to the controller
   * the database is asked.
   */
  async reaches(from: string, to: string, ping: Ping): Promise<boolean> {
    if (from === 'client') return ping(this.#parts.fromClient(to), PROBE_MS)
    if (to === 'client') return ping(this.#parts.fromClient(from), PROBE_MS)
    this.#known(from, to)
    const container = this.#parts.containers.get(from)
    if (container === undefined) return false
    const connect = ['bash', '-c', 'exec 3<>"/dev/tcp/$0/$1"', this.#addressOf(to), String(this.#parts.port)]
    try {
      const result = await execIn(container, this.#parts.image.user, connect, { timeoutMs: PROBE_MS })
      return result.code === 0 || result.stderr.includes('Connection refused')
    } catch {
      // In time there was no answer, or `from` is frozen or gone: nothing passes.
      return false
    }
  }

  /** Rejects where the nodes' programs could not be run: silence that nobody listened to is none. */
  async arrives(from: string, to: string): Promise<boolean> {
    this.#known(from, to)
    const before = unclaimed(await this.#said(to, readCounters))
    await this.#said(from, sendDatagrams(this.#addressOf(to)))
    return unclaimed(await this.#said(to, readCounters)) > before
  }

  /** ICMP echoes: from or to the controller they go from the node to the controller and back, which is the same way. */
  async measure(from: string, to: string, load: Load): Promise<Measured> {
    this.#known(from, to)
    const tools = await this.#prepared()
    const [here, there] = from === 'client' ? [to, from] : [from, to]
    const damaged = async () => {
      const counts = [here, there]
        .filter((name) => name !== 'client')
        .map((name) => this.#beside(tools, name, damagedScript))
      return (await Promise.all(counts)).reduce((sum, count) => sum + Number(count ?? 0), 0)
    }
    const before = await damaged()
    const output = await this.#beside(tools, here, pingScript(this.#addressOf(there), load))
    return { ...readPing(output ?? ''), damaged: (await damaged()) - before }
  }

  async #prepared(): Promise<LinkTools> {
    this.#tools ??= await LinkTools.open(this.#parts)
    return this.#tools
  }

  /** What a program in a node said. Rejects where it did not end well, as on a machine that is frozen or gone. */
  async #said(node: string, argv: readonly string[]): Promise<string> {
    const container = this.#parts.containers.get(node)
    if (container === undefined) throw new Error(`there is no node ${node}`)
    const { code, stdout } = await execIn(container, this.#parts.image.user, argv, { timeoutMs: PROGRAM_MS })
    if (code !== 0) throw new Error(`${argv[0]} failed on ${node} (exit code ${code})`)
    return stdout
  }

  #addressOf(name: string): string {
    return this.#parts.addresses.get(name) ?? ''
  }

  #known(...names: readonly string[]): void {
    const unknown = names.find((name) => !this.#parts.addresses.has(name))
    if (unknown !== undefined) throw new MurphyError('usage', `There is no node ${unknown} in the network.`)
  }

  async #change(work: () => Promise<void>): Promise<void> {
    const change = this.#changes.then(work)
    this.#changes = change.catch(() => {})
    await change
  }

  async #everywhere(): Promise<void> {
    const results = await Promise.allSettled([...this.#parts.containers.keys()].map((node) => this.#apply(node)))
    const failed = results.find((result) => result.status === 'rejected')
    if (failed) throw failed.reason
  }

  async #apply(node: string): Promise<void> {
    const info = await this.#parts.containers.get(node)?.inspect()
    // Without a namespace there is nothing to change; a restart brings the rules back.
    if (info === undefined || !info.State.Running) return
    const of = (name: string) => this.#addressOf(name)
    const rules = distinctRules(this.#rules.all)
    const plan = this.#tools === undefined ? undefined : planFor[this.#tools.way](node, rules, of)
    if (this.#tools !== undefined && plan !== undefined && (rules.length > 0 || this.#tools.companions.has(node)))
      await this.#tools.companions.run({ name: node, id: info.Id }, plan.script, plan.input)
    await this.#filter.apply(info, chainOf(node, this.cuts(), of, plan?.chain))
  }

  /** What a script said beside a node; undefined where its machine is down. */
  async #beside(tools: LinkTools, name: string, script: string): Promise<string | undefined> {
    const info = await this.#parts.containers.get(name)?.inspect()
    if (info === undefined || !info.State.Running) return undefined
    return await tools.companions.run({ name, id: info.Id }, script)
  }
}
