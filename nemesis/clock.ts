import type { Skew } from '../src/cluster/clock/skew.ts'
import type { Invocation } from '../src/op/op.ts'
import { type Done, report } from './act.ts'
import { within } from './bounded.ts'
import { probeClocks } from './clock-probe.ts'
import { drawSkew, skewOf } from './clock-skews.ts'
import type { Fault, FaultContext, Nemesis } from './nemesis.ts'
import { nodesThatAre } from './node-probe.ts'
import { choiceOf, chooseNodes, drawChoice, nodeSpecs } from './node-specs.ts'

const limitMs = 10_000

/**
 * The wall clock of some databases jumps, drifts, jumps to and fro or stands still; what they measure with the monotonic
 * clock goes on, as on a machine whose time somebody sets. Nobody else's clock changes.
 */
export const clock: Fault = {
  name: 'clock',
  about: 'the wall clock of some databases jumps (11 ms to 288 s), drifts, strobes or stands still',
  inWords: 'wrong clocks',
  needs: ['clock', 'clock-offset'],
  specs: nodeSpecs,
  fs: ['skew-clock', 'reset-clock'],
  nemesis: (context) => new ClockNemesis(context),
  start: (random) => ({ f: 'skew-clock', value: { ...drawChoice(random, nodeSpecs), skew: { ...drawSkew(random) } } }),
  stop: () => ({ f: 'reset-clock', value: null }),
}

class ClockNemesis implements Nemesis {
  readonly fs = clock.fs
  readonly #context: FaultContext
  readonly #skewed = new Set<string>()
  readonly #hostWas = hostOffset()

  constructor(context: FaultContext) {
    this.#context = context
  }

  invoke(op: Invocation) {
    const mechanism = this.#context.cluster.nodes[0]?.clock?.mechanism ?? 'none'
    const act = { fault: 'clock', mechanism } as const
    if (op.f === 'skew-clock') return report({ ...act, phase: 'start' }, op, () => this.#skew(op, mechanism))
    return report({ ...act, phase: 'stop' }, op, () => this.#reset(mechanism))
  }

  async heal(): Promise<void> {
    if (this.#skewed.size > 0) await this.#set([...this.#skewed], {})
  }

  async #skew(op: Invocation, mechanism: string): Promise<Done> {
    const skew = skewOf(op.value)
    const nodes = chooseNodes(choiceOf(op.value, nodeSpecs), {
      nodes: this.#context.cluster.nodes.map((node) => node.name),
      fit: await nodesThatAre(this.#context, 'running'),
      primary: this.#context.system.primary(),
    })
    for (const node of nodes) this.#skewed.add(node)
    await this.#set(nodes, skew)
    return { applied: { mechanism, nodes, detail: { ...skew } }, observed: () => this.#look(nodes, skew) }
  }

  async #reset(mechanism: string): Promise<Done> {
    // Who is paused cannot be told; its turn comes when it is awake.
    const asleep = await nodesThatAre(this.#context, 'paused')
    const nodes = [...this.#skewed].filter((node) => !asleep.includes(node)).sort()
    await this.#set(nodes, {})
    for (const node of nodes) this.#skewed.delete(node)
    const running = await nodesThatAre(this.#context, 'running')
    const asked = nodes.filter((node) => running.includes(node))
    return {
      applied: { mechanism, nodes },
      observed:
        asked.length > 0
          ? () => this.#look(asked, {})
          : { seen: true, how: nodes.length > 0 ? 'no such node runs' : 'all clocks were true' },
    }
  }

  /** Looks at the machine's own clock, too: it must not have moved. */
  async #look(nodes: readonly string[], skew: Skew) {
    const found = await probeClocks(this.#context, nodes, skew)
    return { ...found, detail: { ...found.detail, hostMovedMs: Math.round(hostOffset() - this.#hostWas) } }
  }

  #set(nodes: readonly string[], skew: Skew): Promise<unknown> {
    const { cluster } = this.#context
    const all = nodes.map(async (node) => {
      const own = cluster.node(node).clock
      if (own === undefined) throw new Error(`${node} has no clock of its own`)
      await own.set(skew)
    })
    return within(limitMs, 'setting clocks', Promise.all(all))
  }
}

/** ms from the monotonic clock to the wall clock of the machine that the controller runs on. */
const hostOffset = () => Date.now() - performance.now()
