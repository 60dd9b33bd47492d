import { setTimeout as sleep } from 'node:timers/promises'
import type { Usage } from '../src/cluster/limits.ts'
import type { Invocation, Json } from '../src/op/op.ts'
import { type Done, report } from './act.ts'
import { within } from './bounded.ts'
import { limitsOf, struckBy, usageOn } from './limited.ts'
import type { Fault, FaultContext, Nemesis } from './nemesis.ts'
import { nodesThatAre, probeNodes, statesOf } from './node-probe.ts'
import { drawChoice, nodeSpecs } from './node-specs.ts'

const MB = 1024 * 1024
/** What a node is left beyond what it holds already, and what is then asked of it. */
const headroom = 8 * MB
const pressure = 64
const limitMs = 20_000
const startMs = 45_000
const settleMs = 1000

/**
 * The database's processes (those of this group) are the first that the kernel kills (as the largest of a machine usually are), then a program
 * of the same user asks for more than there is. proc_pid_oom_score_adj(5).
 */
const PRESS = `group() { grep -e :memory: -e ^0:: "/proc/$1/cgroup" 2>/dev/null; }
mine=$(group $$)
for p in /proc/[0-9]*; do
  p=\${p#/proc/}
  [ "$p" = $$ ] || [ "$p" = $PPID ] || [ "$(group "$p")" != "$mine" ] || echo 500 2>/dev/null >"/proc/$p/oom_score_adj"
done
dd if=/dev/zero of=/dev/null bs=${pressure}M count=1 2>/dev/null; true`

/** Out of memory: the kernel kills what is largest, in the middle of whatever it does. */
export const memory: Fault = {
  name: 'memory',
  about: 'leaves some nodes no memory to speak of, so that the kernel kills processes of the database (OOM)',
  inWords: 'servers out of memory',
  needs: ['memory-limit'],
  specs: nodeSpecs,
  fs: ['limit-memory', 'release-memory'],
  nemesis: (context) => new MemoryNemesis(context),
  start: (random) => ({ f: 'limit-memory', value: drawChoice(random, nodeSpecs) }),
  stop: () => ({ f: 'release-memory', value: null }),
}

class MemoryNemesis implements Nemesis {
  readonly fs = memory.fs
  readonly #context: FaultContext
  readonly #limited = new Set<string>()

  constructor(context: FaultContext) {
    this.#context = context
  }

  invoke(op: Invocation) {
    const phase = op.f === 'limit-memory' ? 'start' : 'stop'
    const act = { fault: 'memory', phase, mechanism: 'a limit on memory' } as const
    return report(act, op, () => (phase === 'start' ? this.#limit(op.value) : this.#release()))
  }

  async heal(): Promise<void> {
    await this.#set([...this.#limited], () => undefined)
    this.#limited.clear()
  }

  async #limit(value: Json): Promise<Done> {
    const { cluster } = this.#context
    const nodes = await struckBy(this.#context, value)
    const before = await usageOn(this.#context, nodes)
    const bytes = Object.fromEntries(nodes.map((node) => [node, (before.get(node)?.resident ?? 0) + headroom]))
    for (const node of nodes) this.#limited.add(node)
    const mechanism = await this.#set(nodes, (node) => bytes[node])
    const press = nodes.map((node) => cluster.node(node).exec(['sh', '-c', PRESS], { timeoutMs: limitMs }))
    await within(limitMs, 'asking for memory', Promise.allSettled(press))
    return { applied: { mechanism, nodes, detail: { bytes } }, observed: () => this.#observe(nodes, before) }
  }

  /** What died in it and nobody brought back is started again. */
  async #release(): Promise<Done> {
    const { system, down } = this.#context
    const nodes = [...this.#limited]
    const mechanism = await this.#set(nodes, () => undefined)
    this.#limited.clear()
    const dead = async () =>
      (await nodesThatAre(this.#context, 'stopped')).filter((n) => nodes.includes(n) && !down.has(n))
    const startDead = async () => {
      for (const node of await dead()) await within(startMs, `starting ${node}`, system.start(node))
    }
    await startDead()
    // A server that has lost a process may still be on its way down.
    await sleep(settleMs)
    await startDead()
    if (nodes.length === 0)
      return { applied: { mechanism, nodes }, observed: { seen: true, how: 'no node was limited' } }
    return { applied: { mechanism, nodes }, observed: () => this.#observeFree(nodes) }
  }

  async #set(nodes: readonly string[], bytes: (node: string) => number | undefined): Promise<string> {
    const all = nodes.map((node) => ({ limits: limitsOf(this.#context, node), bytes: bytes(node) }))
    await within(limitMs, 'limiting memory', Promise.all(all.map((each) => each.limits.memory?.(each.bytes))))
    return all[0]?.limits.mechanism ?? 'a limit on memory'
  }

  /** The kernel counts what it kills for lack of memory. */
  async #observe(nodes: readonly string[], before: ReadonlyMap<string, Usage>) {
    const now = await usageOn(this.#context, nodes)
    const killed = Object.fromEntries(nodes.map((node) => [node, kills(now, node) - kills(before, node)]))
    const states = Object.fromEntries([...(await statesOf(this.#context))].filter(([node]) => nodes.includes(node)))
    const seen = nodes.length > 0 && Object.values(killed).every((count) => count > 0)
    return { seen, how: 'processes that the kernel killed for lack of memory', detail: { killed, states } }
  }

  async #observeFree(nodes: readonly string[]) {
    const up = nodes.filter((node) => !this.#context.down.has(node))
    const alive = await probeNodes(this.#context, up, { state: 'running', answers: true }, 10_000)
    return up.length === 0 ? { seen: true, how: 'other faults hold its nodes down' } : alive
  }
}

function kills(usage: ReadonlyMap<string, Usage>, node: string): number {
  return usage.get(node)?.oomKills ?? 0
}
