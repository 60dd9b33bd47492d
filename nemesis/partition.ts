import type { Cut } from '../src/cluster/cluster.ts'
import type { Invocation } from '../src/op/op.ts'
import { type Act, type Done, report } from './act.ts'
import { within } from './bounded.ts'
import { cutsOf, type Grudge } from './grudges.ts'
import { openLinks, probeLinks } from './link-probe.ts'
import type { Fault, FaultContext, Nemesis } from './nemesis.ts'
import { drawChoice } from './node-specs.ts'
import { grudgeFor, partitionSpecs } from './partition-specs.ts'

const limitMs = 10_000

/**
 * Cuts links between nodes; clients still reach every node. Two kinds that may hold together, each with its own pair of
 * ops: partitions (`start-partition`, `stop-partition`), and the first step of a failover (`cut-replication`,
 * `heal-replication`), which by default takes the primary away from its standbys.
 */
export const partition: Fault = {
  name: 'partition',
  about: 'cuts links between nodes, so that parts of the cluster no longer see each other',
  inWords: 'network partitions',
  needs: ['partition', 'node-cuts'],
  leastNodes: 2,
  specs: partitionSpecs,
  fs: ['start-partition', 'stop-partition', 'cut-replication', 'heal-replication'],
  nemesis: (context) => new PartitionNemesis(context),
  start: (random) => ({ f: 'start-partition', value: drawChoice(random, partitionSpecs) }),
  stop: () => ({ f: 'stop-partition', value: null }),
  heals: () => ['stop-partition', 'heal-replication'].map((f) => ({ f, value: null })),
}

const kinds = {
  partition: { start: 'start-partition', stop: 'stop-partition' },
  replication: { start: 'cut-replication', stop: 'heal-replication' },
} as const

type Kind = keyof typeof kinds

class PartitionNemesis implements Nemesis {
  readonly fs = partition.fs
  readonly #context: FaultContext
  readonly #inForce = new Map<Kind, readonly Cut[]>()

  constructor(context: FaultContext) {
    this.#context = context
  }

  invoke(op: Invocation) {
    const kind: Kind = op.f.endsWith('replication') ? 'replication' : 'partition'
    const phase = op.f === kinds[kind].start ? 'start' : 'stop'
    const act: Act = { fault: kind, phase, mechanism: this.#context.cluster.network.mechanism }
    return report(act, op, () => (phase === 'start' ? this.#start(kind, op) : this.#stop(kind)))
  }

  async heal(): Promise<void> {
    await Promise.all([this.#hold('partition', []), this.#hold('replication', [])])
  }

  async #start(kind: Kind, op: Invocation): Promise<Done> {
    const { cluster, system } = this.#context
    const nodes = cluster.nodes.map((node) => node.name)
    const grudge = grudgeFor(op.value ?? 'primaries', nodes, [system.primary()])
    const cuts = cutsOf(grudge)
    await this.#hold(kind, cuts)
    return {
      applied: { mechanism: cluster.network.mechanism, nodes: touched(nodes, cuts), detail: { grudge: drops(grudge) } },
      observed: () => probeLinks(this.#context, { cut: cuts, open: openLinks(this.#context) }),
    }
  }

  async #stop(kind: Kind): Promise<Done> {
    const { cluster } = this.#context
    const healed = this.#inForce.get(kind) ?? []
    await this.#hold(kind, [])
    const open = openLinks(this.#context, healed)
    return {
      applied: {
        mechanism: cluster.network.mechanism,
        nodes: touched(
          cluster.nodes.map((node) => node.name),
          healed,
        ),
      },
      observed:
        open.length > 0
          ? () => probeLinks(this.#context, { cut: [], open })
          : { seen: true, how: 'nothing of it was in force' },
    }
  }

  /** Each kind under its own tag: neither undoes the other's cuts. */
  async #hold(kind: Kind, cuts: readonly Cut[]): Promise<void> {
    this.#inForce.set(kind, cuts)
    await within(limitMs, 'cutting links', this.#context.cluster.network.cut(cuts, kind))
  }
}

const touched = (nodes: readonly string[], cuts: readonly Cut[]) =>
  nodes.filter((node) => cuts.some(({ from, to }) => from === node || to === node))

/** A grudge as JSON. */
const drops = (grudge: Grudge) => Object.fromEntries(Object.entries(grudge).map(([node, from]) => [node, [...from]]))
