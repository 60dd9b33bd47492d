import type { Invocation, Json } from '../src/op/op.ts'
import { type Done, report } from './act.ts'
import { within } from './bounded.ts'
import type { FaultContext, Nemesis } from './nemesis.ts'
import { nodesThatAre, probeNodes } from './node-probe.ts'
import { choiceOf, chooseNodes, nodeSpecs } from './node-specs.ts'

/** A node that led before may have to copy what it missed before it serves again. */
const startMs = 45_000

/** At the end of a run nobody waits for a node that cannot come back: the cluster is about to be taken down. */
const healMs = 10_000

/** What was seen, for a fault's report. */
export interface Look {
  readonly seen: boolean
  readonly how: string
  readonly detail: { readonly [name: string]: Json }
}

/** One way to take databases down until they are started again. */
export interface Outage {
  readonly fault: string
  /** The f that takes nodes down, and the one that brings them back. */
  readonly down: string
  readonly up: string
  /** How it is done, for the report. */
  readonly mechanism: string
  readonly limitMs: number
  /** Only nodes that are in one of these states are struck. */
  readonly strikes: readonly ('running' | 'paused')[]
  /** The primary is never struck. */
  readonly sparesPrimary?: boolean
  /** Once before the first op of the run. */
  setup?(context: FaultContext): Promise<void>
  /** Resolves when the database of one node is down. */
  takeDown(context: FaultContext, node: string): Promise<void>
  /** What is done to a node that is down; resolves with what is worth telling of it. `value` is the start op's. */
  onceDown?(context: FaultContext, node: string, value: Json): Promise<Json>
  /** What is to be seen beyond a database that is down. */
  look?(context: FaultContext, nodes: readonly string[]): Promise<Look>
}

/** Takes databases down, all chosen nodes at once, and brings back what is down and no other fault holds down. */
export class OutageNemesis implements Nemesis {
  readonly fs: readonly string[]
  readonly #outage: Outage
  readonly #context: FaultContext

  constructor(outage: Outage, context: FaultContext) {
    this.fs = [outage.down, outage.up]
    this.#outage = outage
    this.#context = context
  }

  async setup(): Promise<void> {
    await this.#outage.setup?.(this.#context)
  }

  invoke(op: Invocation) {
    const { fault, down, mechanism } = this.#outage
    if (op.f === down) return report({ fault, phase: 'start', mechanism }, op, () => this.#strike(op))
    return report({ fault, phase: 'stop', mechanism: 'start' }, op, () => this.#start(op))
  }

  async heal(): Promise<void> {
    const mine = [...this.#context.down].filter(([, by]) => by === this.#outage.fault).map(([node]) => node)
    if (mine.length > 0) await within(healMs, 'healing', this.#bringBack(mine))
  }

  async #strike(op: Invocation): Promise<Done> {
    const { cluster, system, down } = this.#context
    const { fault, mechanism, limitMs, strikes, sparesPrimary, takeDown, onceDown } = this.#outage
    const primary = system.primary()
    const fit = await nodesThatAre(this.#context, ...strikes)
    const nodes = chooseNodes(choiceOf(op.value, nodeSpecs), {
      nodes: cluster.nodes.map((node) => node.name),
      fit: fit.filter((node) => sparesPrimary !== true || node !== primary),
      primary,
    })
    for (const node of nodes) down.set(node, fault)
    const all = nodes.map(async (node) => {
      await takeDown(this.#context, node)
      return [node, (await onceDown?.(this.#context, node, op.value)) ?? null] as const
    })
    const told = await within(limitMs, `${fault} of ${nodes.join(', ')}`, Promise.all(all))
    const detail = onceDown === undefined ? {} : { detail: Object.fromEntries(told) }
    return { applied: { mechanism, nodes, ...detail }, observed: () => this.#observe(nodes) }
  }

  async #observe(nodes: readonly string[]): Promise<Look> {
    const down = await probeNodes(this.#context, nodes, { state: 'stopped', answers: false }, 1000)
    const more = down.seen ? await this.#outage.look?.(this.#context, nodes) : undefined
    if (more === undefined) return down
    return { ...more, how: `${down.how}; ${more.how}`, detail: { ...down.detail, ...more.detail } }
  }

  async #start(op: Invocation): Promise<Done> {
    const { down } = this.#context
    const stopped = await nodesThatAre(this.#context, 'stopped')
    const named = Array.isArray(op.value) ? choiceOf(op.value, []).nodes : stopped
    const { fault } = this.#outage
    const nodes = stopped.filter((node) => named.includes(node) && (down.get(node) ?? fault) === fault)
    await this.#bringBack(nodes)
    return {
      applied: { mechanism: 'start', nodes },
      observed:
        nodes.length > 0
          ? () => probeNodes(this.#context, nodes, { state: 'running', answers: true }, 10_000)
          : { seen: true, how: 'no node was down' },
    }
  }

  /** The primary first: the others follow it. What cannot be started does not keep the others down. */
  async #bringBack(nodes: readonly string[]): Promise<void> {
    const { system, down } = this.#context
    const start = async (node: string) => {
      await within(startMs, `starting ${node}`, system.start(node))
      down.delete(node)
    }
    const leading = system.primary()
    const first = await Promise.allSettled(nodes.filter((node) => node === leading).map(start))
    const then = await Promise.allSettled(nodes.filter((node) => node !== leading).map(start))
    const failed = [...first, ...then].find((outcome) => outcome.status === 'rejected')
    if (failed !== undefined) throw failed.reason
  }
}
