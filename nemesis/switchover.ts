import type { Invocation } from '../src/op/op.ts'
import { type Done, over, report } from './act.ts'
import { eventually, within } from './bounded.ts'
import type { Fault, FaultContext, Nemesis } from './nemesis.ts'
import { nodesThatAre } from './node-probe.ts'

const limitMs = 60_000
const mechanism = 'the failover manager of the target'

/**
 * Another node is made the primary in order, as before maintenance: nothing may be lost, whatever the setting. An act
 * that is over when the old one follows; its stop op does nothing more.
 */
export const switchover: Fault = {
  name: 'switchover',
  about: 'makes another node the primary in order, while clients go on; the old one follows it',
  inWords: 'a switchover',
  needs: ['primaries', 'switchover'],
  leastNodes: 2,
  specs: [],
  fs: ['switchover', 'end-switchover'],
  nemesis: (context) => new SwitchoverNemesis(context),
  start: () => ({ f: 'switchover', value: null }),
  stop: () => ({ f: 'end-switchover', value: null }),
}

class SwitchoverNemesis implements Nemesis {
  readonly fs = switchover.fs
  readonly #context: FaultContext

  constructor(context: FaultContext) {
    this.#context = context
  }

  invoke(op: Invocation) {
    const act = { fault: 'switchover', mechanism } as const
    if (op.f === 'switchover') return report({ ...act, phase: 'once' }, op, () => this.#switch())
    return over(act, op)
  }

  async heal(): Promise<void> {}

  async #switch(): Promise<Done> {
    const { system } = this.#context
    const from = system.primary()
    if (!(await nodesThatAre(this.#context, 'running')).includes(from))
      return {
        applied: { mechanism, nodes: [], detail: { primary: from } },
        observed: { seen: true, how: 'the primary does not run: nobody to take over from in order' },
      }
    if (system.switchover === undefined) throw new Error('this target has no switchover')
    const to = await within(limitMs, 'the switchover', system.switchover())
    return { applied: { mechanism, nodes: [from, to], detail: { from, to } }, observed: () => this.#observe(from, to) }
  }

  /** Asks the nodes themselves for their roles. */
  async #observe(from: string, to: string) {
    const roles = async () =>
      Object.fromEntries((await this.#context.system.sample()).map(({ node, role }) => [node, role]))
    const expected = (seen: Record<string, string>) => seen[to] === 'primary' && seen[from] === 'standby'
    const seen = await eventually(5000, roles, expected)
    return { seen: expected(seen), how: 'the nodes were asked for their roles', detail: seen }
  }
}
