import type { Invocation } from '../src/op/op.ts'
import { type Done, report } from './act.ts'
import { within } from './bounded.ts'
import type { Fault, FaultContext, Nemesis } from './nemesis.ts'
import { nodesThatAre, probeNodes } from './node-probe.ts'
import { choiceOf, chooseNodes, drawChoice, nodeSpecs } from './node-specs.ts'

const limitMs = 10_000

/** Stops the world on some nodes: connections stay open and nothing answers, as in a long pause of a virtual machine. */
export const pause: Fault = {
  name: 'pause',
  about: 'stops every process of the database on some nodes for a while (they keep their connections and memory)',
  inWords: 'paused servers',
  needs: ['pause'],
  specs: nodeSpecs,
  fs: ['pause', 'resume'],
  nemesis: (context) => new PauseNemesis(context),
  start: (random) => ({ f: 'pause', value: drawChoice(random, nodeSpecs) }),
  stop: () => ({ f: 'resume', value: null }),
  on: (nodes) => ({ start: { f: 'pause', value: [...nodes] }, stop: { f: 'resume', value: [...nodes] } }),
}

class PauseNemesis implements Nemesis {
  readonly fs = pause.fs
  readonly #context: FaultContext
  readonly #paused = new Set<string>()

  constructor(context: FaultContext) {
    this.#context = context
  }

  invoke(op: Invocation) {
    const act = { fault: 'pause', mechanism: 'stop and continue every process' } as const
    if (op.f === 'pause') return report({ ...act, phase: 'start' }, op, () => this.#pause(op, act.mechanism))
    return report({ ...act, phase: 'stop' }, op, () => this.#resume(op, act.mechanism))
  }

  async heal(): Promise<void> {
    await this.#resumeAll()
  }

  async #pause(op: Invocation, mechanism: string): Promise<Done> {
    const { cluster, system } = this.#context
    const nodes = chooseNodes(choiceOf(op.value, nodeSpecs), {
      nodes: cluster.nodes.map((node) => node.name),
      fit: await nodesThatAre(this.#context, 'running'),
      primary: system.primary(),
    })
    for (const node of nodes) this.#paused.add(node)
    await within(limitMs, 'pausing', Promise.all(nodes.map((node) => cluster.node(node).pause())))
    return {
      applied: { mechanism, nodes },
      observed: () => probeNodes(this.#context, nodes, { state: 'paused', answers: false }, 1000),
    }
  }

  /** The pause is over for those that were killed in it, too. A list of nodes resumes only these. */
  async #resume(op: Invocation, mechanism: string): Promise<Done> {
    const named = Array.isArray(op.value) ? choiceOf(op.value, []).nodes : undefined
    const meant = (node: string) => named === undefined || named.includes(node)
    const nodes = await this.#resumeAll(meant)
    const over = [...new Set([...[...this.#paused].filter(meant), ...nodes])].sort()
    for (const node of over) this.#paused.delete(node)
    return {
      applied: { mechanism, nodes: over },
      observed:
        nodes.length > 0
          ? () => probeNodes(this.#context, nodes, { state: 'running', answers: true }, 5000)
          : { seen: true, how: 'no node is paused any more' },
    }
  }

  /** Whoever is paused by the kernel's word: a node that was killed meanwhile is left to `start`. */
  async #resumeAll(meant: (node: string) => boolean = () => true): Promise<string[]> {
    const paused = (await nodesThatAre(this.#context, 'paused')).filter(meant)
    await within(limitMs, 'resuming', Promise.all(paused.map((node) => this.#context.cluster.node(node).resume())))
    return paused
  }
}
