import type { BackendCapability, Cut } from '../src/cluster/cluster.ts'
import { effectsOf, type Shape } from '../src/cluster/shape.ts'
import type { FaultReport } from '../src/op/fault.ts'
import type { Invocation, Json } from '../src/op/op.ts'
import { type Done, report } from './act.ts'
import { within } from './bounded.ts'
import type { Fault, FaultContext, Nemesis } from './nemesis.ts'
import { choiceOf, chooseNodes, drawChoice, nodeSpecs } from './node-specs.ts'

const limitMs = 20_000

/** A fault that strikes links of nodes for a while: what is done to which of them, and how it is seen. */
export interface LinkFault {
  readonly name: string
  readonly about: string
  readonly inWords: string
  readonly needs: readonly BackendCapability[]
  readonly leastNodes?: number
  /** The directions that are struck with a node. */
  links(node: string, others: readonly string[]): readonly Cut[]
  /** How packets fare there; absent: none passes. An op's value may say otherwise: `{ spec, seed, shape }`. */
  readonly shape?: Shape
  /** What is done to these links while the fault is still in force, just before it ends. */
  ends?(context: FaultContext, links: readonly Cut[]): Promise<unknown>
  /** Looks at links before they are struck, and gives the way to look again: is the fault there, or gone? */
  watch(context: FaultContext, links: readonly Cut[], shape: Shape): Promise<Watch>
}

/** Whether these links, all or some of those that are watched, look as they should in this phase. */
export type Watch = (phase: 'start' | 'stop', links: readonly Cut[]) => Promise<FaultReport['observed']>

/** A fault with the ops `start-<name>`, whose value says which nodes, and `stop-<name>`, for all or for a list. */
export function linkFault(fault: LinkFault): Fault {
  const { name, about, inWords, needs, leastNodes = 1 } = fault
  const [start, stop] = [`start-${name}`, `stop-${name}`]
  return {
    name,
    about,
    inWords,
    needs,
    leastNodes,
    specs: nodeSpecs,
    fs: [start, stop],
    nemesis: (context) => new LinkNemesis(fault, context),
    start: (random) => ({ f: start, value: drawChoice(random, nodeSpecs) }),
    stop: () => ({ f: stop, value: null }),
    on: (nodes) => ({ start: { f: start, value: [...nodes] }, stop: { f: stop, value: [...nodes] } }),
  }
}

/** A struck node: its links, how they fare, and how to look at them. */
interface Struck {
  readonly links: readonly Cut[]
  readonly shape: Shape
  readonly watch: Watch
}

class LinkNemesis implements Nemesis {
  readonly fs: readonly string[]
  readonly #fault: LinkFault
  readonly #context: FaultContext
  readonly #struck = new Map<string, Struck>()
  /** Whether the links are known to be as `#struck` says: a change that went wrong is made good by the next stop. */
  #settled = true

  constructor(fault: LinkFault, context: FaultContext) {
    this.fs = [`start-${fault.name}`, `stop-${fault.name}`]
    this.#fault = fault
    this.#context = context
  }

  invoke(op: Invocation) {
    const phase = op.f === this.fs[0] ? 'start' : 'stop'
    const act = { fault: this.#fault.name, phase, mechanism: this.#mechanism(this.#fault.shape) } as const
    return report(act, op, () => (phase === 'start' ? this.#start(op) : this.#stop(op)))
  }

  async heal(): Promise<void> {
    await this.#end([...this.#struck.keys()])
  }

  async #start(op: Invocation): Promise<Done> {
    const { cluster, system } = this.#context
    const names = cluster.nodes.map((node) => node.name)
    const nodes = chooseNodes(choiceOf(op.value, nodeSpecs), { nodes: names, fit: names, primary: system.primary() })
    const shape = { ...this.#fault.shape, ...shapeIn(op.value) }
    const linksOf = (node: string) =>
      this.#fault.links(
        node,
        names.filter((other) => other !== node),
      )
    const links = nodes.flatMap(linksOf)
    const watch = await within(limitMs, 'looking', this.#fault.watch(this.#context, links, shape))
    for (const node of nodes) this.#struck.set(node, { links: linksOf(node), shape, watch })
    await this.#enforce()
    const applied = { mechanism: this.#mechanism(shape), nodes, detail: { ...shape } as { [key: string]: Json } }
    return { applied, observed: () => watch('start', links) }
  }

  async #stop(op: Invocation): Promise<Done> {
    const named = Array.isArray(op.value) ? choiceOf(op.value, []).nodes : undefined
    const over = [...this.#struck].filter(([node]) => named?.includes(node) ?? true)
    await this.#end(over.map(([node]) => node))
    const last = over.at(-1)?.[1]
    const links = over.flatMap(([, struck]) => struck.links)
    return {
      applied: { mechanism: this.#mechanism(last?.shape ?? this.#fault.shape), nodes: over.map(([node]) => node) },
      observed:
        last === undefined ? { seen: true, how: 'nothing of it was in force' } : () => last.watch('stop', links),
    }
  }

  async #end(nodes: readonly string[]): Promise<void> {
    if (nodes.length === 0 && this.#settled) return
    const links = nodes.flatMap((node) => this.#struck.get(node)?.links ?? [])
    for (const node of nodes) this.#struck.delete(node)
    try {
      await within(limitMs, 'ending', this.#fault.ends?.(this.#context, links) ?? done)
    } finally {
      await this.#enforce()
    }
  }

  /** Under the fault's name, so that no other fault's rules are touched. */
  async #enforce(): Promise<void> {
    const { network } = this.#context.cluster
    const { name, shape } = this.#fault
    const struck = [...this.#struck.values()]
    const change =
      shape === undefined
        ? network.cut(
            struck.flatMap(({ links }) => links),
            name,
          )
        : network.shape(
            struck.flatMap(({ links, shape }) => links.map((link) => ({ ...link, shape }))),
            name,
          )
    this.#settled = false
    await within(limitMs, 'changing links', change)
    this.#settled = true
  }

  #mechanism(shape: Shape | undefined): string {
    const { network } = this.#context.cluster
    if (shape === undefined || this.#fault.shape === undefined) return network.mechanism
    return [...new Set(effectsOf(shape).map((effect) => network.mechanismOf(effect) ?? 'none'))].join(', ')
  }
}

const done = Promise.resolve()

/** What a user wants otherwise than by default. */
function shapeIn(value: Json): Shape {
  const given = typeof value === 'object' && value !== null && 'shape' in value ? value.shape : undefined
  return typeof given === 'object' && given !== null ? (given as Shape) : {}
}
