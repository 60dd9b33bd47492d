import type { Invocation } from '../src/op/op.ts'
import { type Done, report } from './act.ts'
import { within } from './bounded.ts'
import type { Fault, FaultContext, Nemesis } from './nemesis.ts'
import { nodesThatAre, probeNodes } from './node-probe.ts'
import { choiceOf, chooseNodes, drawChoice, nodeSpecs } from './node-specs.ts'

const killMs = 10_000
/** A node that led before may have to copy what it missed before it serves again. */
const startMs = 45_000

/** At the end of a run nobody waits for a node that cannot come back: the cluster is about to be taken down. */
const healMs = 10_000

/** `kill -9` of every process of the database on some nodes; `start` brings back all that are down, rejoined. */
export const kill: Fault = {
  name: 'kill',
  about: 'kills every process of the database on some nodes (SIGKILL) and starts them again later',
  needs: ['kill'],
  specs: nodeSpecs,
  fs: ['kill', 'start'],
  nemesis: (context) => new KillNemesis(context),
  start: (random) => ({ f: 'kill', value: drawChoice(random, nodeSpecs) }),
  stop: () => ({ f: 'start', value: null }),
  on: (nodes) => ({ start: { f: 'kill', value: [...nodes] }, stop: { f: 'start', value: [...nodes] } }),
}

class KillNemesis implements Nemesis {
  readonly fs = kill.fs
  readonly #context: FaultContext
  readonly #killed = new Set<string>()

  constructor(context: FaultContext) {
    this.#context = context
  }

  invoke(op: Invocation) {
    if (op.f === 'kill')
      return report({ fault: 'kill', phase: 'start', mechanism: 'SIGKILL' }, op, () => this.#kill(op))
    return report({ fault: 'kill', phase: 'stop', mechanism: 'start' }, op, () => this.#start(op))
  }

  async heal(): Promise<void> {
    if (this.#killed.size > 0) await within(healMs, 'healing', this.#bringBack([...this.#killed]))
  }

  async #kill(op: Invocation): Promise<Done> {
    const { cluster, system } = this.#context
    const nodes = chooseNodes(choiceOf(op.value, nodeSpecs), {
      nodes: cluster.nodes.map((node) => node.name),
      fit: await nodesThatAre(this.#context, 'running', 'paused'),
      primary: system.primary(),
    })
    for (const node of nodes) this.#killed.add(node)
    await within(killMs, 'killing', Promise.all(nodes.map((node) => cluster.node(node).kill())))
    return {
      applied: { mechanism: 'SIGKILL', nodes },
      observed: () => probeNodes(this.#context, nodes, { state: 'stopped', answers: false }, 1000),
    }
  }

  async #start(op: Invocation): Promise<Done> {
    const down = await nodesThatAre(this.#context, 'stopped')
    const nodes = Array.isArray(op.value) ? down.filter((node) => choiceOf(op.value, []).nodes.includes(node)) : down
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
    const { system } = this.#context
    const start = async (node: string) => {
      await within(startMs, `starting ${node}`, system.start(node))
      this.#killed.delete(node)
    }
    const leading = system.primary()
    const first = await Promise.allSettled(nodes.filter((node) => node === leading).map(start))
    const then = await Promise.allSettled(nodes.filter((node) => node !== leading).map(start))
    const failed = [...first, ...then].find((outcome) => outcome.status === 'rejected')
    if (failed !== undefined) throw failed.reason
  }
}
