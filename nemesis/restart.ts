import type { Invocation } from '../src/op/op.ts'
import { type Done, report } from './act.ts'
import { within } from './bounded.ts'
import type { Fault, FaultContext, Nemesis } from './nemesis.ts'
import { nodesThatAre, probeNodes } from './node-probe.ts'
import { choiceOf, chooseNodes, drawChoice, nodeSpecs } from './node-specs.ts'

const specs = ['all', 'majority'] as const
const stopMs = 30_000
const startMs = 45_000
const mechanism = 'stopped in order and started again, one node after the other'

/**
 * What an upgrade does: one node after the other is stopped in order and started again, the primary last. An act that is
 * over when all are up again; its stop op starts what did not come back.
 */
export const restart: Fault = {
  name: 'restart',
  about: 'restarts the database in order on one node after the other, the primary last, as an upgrade does',
  inWords: 'a rolling restart',
  needs: ['stop'],
  specs,
  fs: ['rolling-restart', 'end-restart'],
  nemesis: (context) => new RestartNemesis(context),
  start: (random) => ({ f: 'rolling-restart', value: drawChoice(random, specs) }),
  stop: () => ({ f: 'end-restart', value: null }),
}

class RestartNemesis implements Nemesis {
  readonly fs = restart.fs
  readonly #context: FaultContext

  constructor(context: FaultContext) {
    this.#context = context
  }

  invoke(op: Invocation) {
    const fault = 'restart'
    if (op.f === 'rolling-restart') return report({ fault, phase: 'once', mechanism }, op, () => this.#restartAll(op))
    return report({ fault, phase: 'stop', mechanism: 'start' }, op, () => this.#end())
  }

  async heal(): Promise<void> {
    await Promise.all(this.#missing().map((node) => this.#start(node)))
  }

  async #restartAll(op: Invocation): Promise<Done> {
    const { cluster, system } = this.#context
    const primary = system.primary()
    const chosen = chooseNodes(choiceOf(op.value, nodeSpecs), {
      nodes: cluster.nodes.map((node) => node.name),
      fit: await nodesThatAre(this.#context, 'running'),
      primary,
    })
    const nodes = [...chosen.filter((node) => node !== primary), ...chosen.filter((node) => node === primary)]
    const wentDown: string[] = []
    for (const node of nodes) if (await this.#restart(node)) wentDown.push(node)
    return { applied: { mechanism, nodes }, observed: () => this.#observe(nodes, wentDown) }
  }

  /** Whether the kernel saw no process of the database in between. */
  async #restart(node: string): Promise<boolean> {
    const { cluster, system, down } = this.#context
    down.set(node, 'restart')
    await within(stopMs, `stopping ${node}`, system.stop?.(node) ?? Promise.reject(new Error('it cannot be stopped')))
    const wentDown = (await cluster.node(node).state()) === 'stopped'
    await this.#start(node)
    return wentDown
  }

  async #start(node: string): Promise<void> {
    await within(startMs, `starting ${node}`, this.#context.system.start(node))
    this.#context.down.delete(node)
  }

  #missing(): string[] {
    return [...this.#context.down].filter(([, by]) => by === 'restart').map(([node]) => node)
  }

  async #observe(nodes: readonly string[], wentDown: readonly string[]) {
    const { seen, how, detail } = await probeNodes(this.#context, nodes, { state: 'running', answers: true }, 10_000)
    return {
      seen: seen && wentDown.length === nodes.length,
      how: `${how}; each was looked at while it was to be down, too`,
      detail: { ...detail, wentDown: [...wentDown] },
    }
  }

  async #end(): Promise<Done> {
    const nodes = this.#missing()
    await this.heal()
    return {
      applied: { mechanism: 'start', nodes },
      observed:
        nodes.length === 0
          ? { seen: true, how: 'every node had come back' }
          : () => probeNodes(this.#context, nodes, { state: 'running', answers: true }, 10_000),
    }
  }
}
