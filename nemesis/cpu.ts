import type { Usage } from '../src/cluster/limits.ts'
import type { Invocation, Json } from '../src/op/op.ts'
import { type Done, report } from './act.ts'
import { within } from './bounded.ts'
import { limitsOf, struckBy, usageOn } from './limited.ts'
import type { Fault, FaultContext, Nemesis } from './nemesis.ts'
import { pingMs } from './node-probe.ts'
import { drawChoice, nodeSpecs } from './node-specs.ts'

/** Shares of one CPU: from a machine that is only slow to one that hardly moves. */
const shares = [0.02, 0.05, 0.1, 0.2] as const
const limitMs = 10_000
const probeMs = 3000

/** Too little CPU: what a noisy neighbour, an exhausted credit or a limit set too low does. Nothing is lost, all is late. */
export const cpu: Fault = {
  name: 'cpu',
  about: 'leaves the database on some nodes a few hundredths of a CPU for a while',
  inWords: 'starved CPUs',
  needs: ['cpu-limit'],
  specs: nodeSpecs,
  fs: ['throttle-cpu', 'release-cpu'],
  nemesis: (context) => new CpuNemesis(context),
  start: (random) => ({
    f: 'throttle-cpu',
    value: { ...drawChoice(random, nodeSpecs), cpus: random.pick(shares) },
  }),
  stop: () => ({ f: 'release-cpu', value: null }),
}

class CpuNemesis implements Nemesis {
  readonly fs = cpu.fs
  readonly #context: FaultContext
  readonly #throttled = new Set<string>()

  constructor(context: FaultContext) {
    this.#context = context
  }

  invoke(op: Invocation) {
    const phase = op.f === 'throttle-cpu' ? 'start' : 'stop'
    const act = { fault: 'cpu', phase, mechanism: 'a limit on CPU time' } as const
    return report(act, op, () => (phase === 'start' ? this.#throttle(op.value) : this.#release()))
  }

  async heal(): Promise<void> {
    await this.#set([...this.#throttled], undefined)
    this.#throttled.clear()
  }

  async #throttle(value: Json): Promise<Done> {
    const cpus = shareOf(value)
    const nodes = await struckBy(this.#context, value)
    const before = await usageOn(this.#context, nodes)
    for (const node of nodes) this.#throttled.add(node)
    const mechanism = await this.#set(nodes, cpus)
    return { applied: { mechanism, nodes, detail: { cpus } }, observed: () => this.#observe(nodes, before) }
  }

  async #release(): Promise<Done> {
    const nodes = [...this.#throttled]
    const mechanism = await this.#set(nodes, undefined)
    this.#throttled.clear()
    if (nodes.length === 0)
      return { applied: { mechanism, nodes }, observed: { seen: true, how: 'no node was throttled' } }
    const before = await usageOn(this.#context, nodes)
    return { applied: { mechanism, nodes }, observed: () => this.#observeFree(nodes, before) }
  }

  async #set(nodes: readonly string[], cpus: number | undefined): Promise<string> {
    const all = nodes.map((node) => limitsOf(this.#context, node))
    await within(limitMs, 'limiting CPUs', Promise.all(all.map((limits) => limits.cpu(cpus))))
    return all[0]?.mechanism ?? 'a limit on CPU time'
  }

  /** The kernel's scheduler counts by itself how often it held a group back; the database is given something to do. */
  async #observe(nodes: readonly string[], before: ReadonlyMap<string, Usage>) {
    const end = performance.now() + probeMs
    for (;;) {
      const latency = await this.#load(nodes)
      const now = await usageOn(this.#context, nodes)
      const held = Object.fromEntries(nodes.map((node) => [node, periods(now, node) - periods(before, node)]))
      const seen = nodes.length > 0 && Object.values(held).every((count) => count > 0)
      if (seen || performance.now() > end)
        return { seen, how: 'periods in which the kernel’s scheduler held it back', detail: { held, ...latency } }
    }
  }

  async #observeFree(nodes: readonly string[], before: ReadonlyMap<string, Usage>) {
    const latency = await this.#load(nodes)
    const now = await usageOn(this.#context, nodes)
    const held = Object.fromEntries(nodes.map((node) => [node, periods(now, node) - periods(before, node)]))
    const seen = Object.values(held).every((count) => count === 0)
    return { seen, how: 'periods in which the kernel’s scheduler held it back', detail: { held, ...latency } }
  }

  /** Pings, a few at a time: the longest that each node took, ms; null where one was not answered. */
  async #load(nodes: readonly string[]): Promise<{ [name: string]: Json }> {
    const { cluster, system } = this.#context
    const one = async (node: string) => {
      const begin = performance.now()
      const answered = await system.ping(cluster.address(node, 'client'), pingMs)
      return answered ? performance.now() - begin : Number.POSITIVE_INFINITY
    }
    const longest = await Promise.all(
      nodes.map(async (node) => [node, Math.max(...(await Promise.all(Array.from({ length: 8 }, () => one(node)))))]),
    )
    return {
      longestPingMs: Object.fromEntries(
        longest.map(([node, ms]) => [node, Number.isFinite(ms) ? Math.round(Number(ms)) : null]),
      ),
    }
  }
}

function periods(usage: ReadonlyMap<string, Usage>, node: string): number {
  return usage.get(node)?.throttledPeriods ?? 0
}

function shareOf(value: Json): number {
  const cpus = (value as { readonly cpus?: unknown } | null)?.cpus
  return typeof cpus === 'number' && cpus > 0 ? cpus : shares[1]
}
