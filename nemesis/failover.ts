import type { Invocation, Json } from '../src/op/op.ts'
import { type Done, report } from './act.ts'
import { eventually, within } from './bounded.ts'
import type { Fault, FaultContext, Nemesis } from './nemesis.ts'
import { answers } from './node-probe.ts'

const limitMs = 45_000
const mechanism = 'the failover manager of the target'

/**
 * Asks the target to promote a standby where the primary is gone; does nothing while the primary answers. An act
 * without duration: it cannot be undone, so its stop op asks the same again. `{ "choose": "worst" }` makes it promote the
 * standby that is furthest behind.
 */
export const failover: Fault = {
  name: 'failover',
  about: 'promotes a standby when the primary does not answer (to be combined with kill or pause)',
  inWords: 'a failover',
  needs: ['primaries', 'failover'],
  leastNodes: 2,
  specs: [],
  fs: ['failover'],
  nemesis: (context) => new FailoverNemesis(context),
  start: () => ({ f: 'failover', value: null }),
  stop: () => ({ f: 'failover', value: null }),
}

class FailoverNemesis implements Nemesis {
  readonly fs = failover.fs
  readonly #context: FaultContext

  constructor(context: FaultContext) {
    this.#context = context
  }

  invoke(op: Invocation) {
    // Told apart: what the wrong choice loses, the database did not promise to keep.
    const fault = isWrong(op) ? 'wrong-failover' : 'failover'
    return report({ fault, phase: 'once', mechanism }, op, () => this.#promote(op))
  }

  async heal(): Promise<void> {}

  async #promote(op: Invocation): Promise<Done> {
    const { system } = this.#context
    const before = system.primary()
    if (await answers(this.#context, before))
      return {
        applied: { mechanism, nodes: [], detail: { primary: before } },
        observed: { seen: true, how: 'the primary answers a ping: nothing to do' },
      }
    if (system.failover === undefined) throw new Error('this target cannot be made to fail over')
    const primary = await within(limitMs, 'the failover', system.failover({ choose: isWrong(op) ? 'worst' : 'best' }))
    return {
      applied: { mechanism, nodes: [primary], detail: { from: before, to: primary } },
      observed: () => this.#observe(primary),
    }
  }

  async #observe(primary: string) {
    const role = async () =>
      (await this.#context.system.sample()).find(({ node }) => node === primary)?.role ?? 'unknown'
    const seen = await eventually(5000, role, (is) => is === 'primary')
    return { seen: seen === 'primary', how: 'the node was asked for its role', detail: { [primary]: seen } }
  }
}

const isWrong = ({ value }: Invocation) => (value as { readonly choose?: Json } | null)?.choose === 'worst'
