import type { Node } from '../src/cluster/cluster.ts'
import type { Invocation, Json } from '../src/op/op.ts'
import { type Done, report } from './act.ts'
import { eventually, within } from './bounded.ts'
import { struckBy } from './limited.ts'
import type { FaultContext, Nemesis } from './nemesis.ts'
import { nodesThatAre, probeNodes } from './node-probe.ts'

const limitMs = 20_000
const startMs = 45_000
const lookMs = 3000

/** Something that is wrong with the disks of some nodes for a while. */
export interface DiskTrouble {
  readonly fault: string
  /** The f that begins it, and the one that ends it. */
  readonly begin: string
  readonly end: string
  /** From now on the disk of a node is in trouble; `value` is the start op's. Resolves with the mechanism. */
  strike(node: Node, value: Json): Promise<string>
  release(node: Node): Promise<string>
  /** A script that tries the disk beside the data, which is `$1`, and says what came of it; with which variables. */
  readonly probe: string
  under(node: Node): Readonly<Record<string, string>>
  /** Whether what the script said is what a disk in trouble says, and how it sounds where all is well. */
  struck(said: string, value: Json): boolean
  well(said: string): boolean
  readonly how: string
}

/** Lets disks of nodes be in trouble, and starts what died of it when they are well again. */
export class DiskNemesis implements Nemesis {
  readonly fs: readonly string[]
  readonly #trouble: DiskTrouble
  readonly #context: FaultContext
  readonly #struck = new Set<string>()

  constructor(trouble: DiskTrouble, context: FaultContext) {
    this.fs = [trouble.begin, trouble.end]
    this.#trouble = trouble
    this.#context = context
  }

  invoke(op: Invocation) {
    const { fault, begin } = this.#trouble
    const phase = op.f === begin ? 'start' : 'stop'
    const act = { fault, phase, mechanism: 'its disk' } as const
    return report(act, op, () => (phase === 'start' ? this.#strike(op) : this.#release()))
  }

  async heal(): Promise<void> {
    await this.#each([...this.#struck], (node) => this.#trouble.release(node))
    this.#struck.clear()
  }

  async #strike(op: Invocation): Promise<Done> {
    const nodes = await struckBy(this.#context, op.value)
    for (const node of nodes) this.#struck.add(node)
    const mechanism = await this.#each(nodes, (node) => this.#trouble.strike(node, op.value))
    const struck = (said: string) => this.#trouble.struck(said, op.value)
    return { applied: { mechanism, nodes }, observed: () => this.#observe(nodes, struck) }
  }

  async #release(): Promise<Done> {
    const { system, down } = this.#context
    // Who is paused cannot be told; its turn comes when it is awake.
    const asleep = await nodesThatAre(this.#context, 'paused')
    const nodes = [...this.#struck].filter((node) => !asleep.includes(node))
    const mechanism = await this.#each(nodes, (node) => this.#trouble.release(node))
    for (const node of nodes) this.#struck.delete(node)
    if (nodes.length === 0)
      return { applied: { mechanism, nodes }, observed: { seen: true, how: 'no disk was in trouble' } }
    const mine = nodes.filter((node) => !down.has(node))
    const dead = (await nodesThatAre(this.#context, 'stopped')).filter((node) => mine.includes(node))
    await Promise.all(dead.map((node) => within(startMs, `starting ${node}`, system.start(node))))
    return { applied: { mechanism, nodes }, observed: () => this.#observeWell(nodes, mine) }
  }

  async #each(nodes: readonly string[], act: (node: Node) => Promise<string>): Promise<string> {
    const all = Promise.all(nodes.map((name) => act(this.#context.cluster.node(name))))
    const mechanisms = await within(limitMs, `what ${this.#trouble.fault} does to disks`, all)
    return mechanisms[0] ?? 'nothing to be done'
  }

  /** A program beside the database tries, and again where the machine was only busy. */
  async #observe(nodes: readonly string[], expected: (said: string) => boolean) {
    const { probe, under, how } = this.#trouble
    const attempt = async (name: string) => {
      const node = this.#context.cluster.node(name)
      const options = { timeoutMs: limitMs, env: under(node) }
      const { stdout } = await node.exec(['sh', '-c', probe, 'sh', node.dataDir], options)
      return [name, stdout.trim().split('\n')[0] ?? ''] as const
    }
    const good = (tried: readonly (readonly [string, string])[]) => tried.every(([, said]) => expected(said))
    const tried = await eventually(lookMs, () => Promise.all(nodes.map(attempt)), good)
    return { seen: tried.length > 0 && good(tried), how, detail: Object.fromEntries(tried) }
  }

  async #observeWell(nodes: readonly string[], mine: readonly string[]) {
    const disk = await this.#observe(nodes, this.#trouble.well)
    const alive = await eventually(
      10_000,
      () => probeNodes(this.#context, mine, { state: 'running', answers: true }, 1000),
      ({ seen }) => seen,
    )
    return {
      ...disk,
      seen: disk.seen && (alive.seen || mine.length === 0),
      detail: { tried: disk.detail, ...alive.detail },
    }
  }
}
