import type { Invocation } from '../src/op/op.ts'
import type { CommitWaits } from '../src/targets/target.ts'
import { type Done, over, report } from './act.ts'
import { eventually } from './bounded.ts'
import type { Fault, FaultContext, Nemesis } from './nemesis.ts'

/** For somebody to wait: a healthy cluster confirms commits faster than one can look. */
const patienceMs = 3000
/** For the waits to be over. */
const overMs = 2000
const mechanism = 'a cancel request of the target'

/**
 * Ends the waits of commits for other nodes, as impatient operators do, and clients with a time-out of their own. What
 * the database then says of these commits is not that others have them. An act without duration: its stop op does nothing.
 */
export const cancelWaits: Fault = {
  name: 'cancel-waits',
  about: 'cancels commits that wait for a standby (to be combined with a partition); they stay done, on one node',
  inWords: 'cancelled waits for standbys',
  needs: ['primaries', 'commit-waits'],
  leastNodes: 2,
  specs: [],
  fs: ['cancel-waits', 'end-cancel-waits'],
  nemesis: (context) => new CancelWaitsNemesis(context),
  start: () => ({ f: 'cancel-waits', value: null }),
  stop: () => ({ f: 'end-cancel-waits', value: null }),
}

class CancelWaitsNemesis implements Nemesis {
  readonly fs = cancelWaits.fs
  readonly #context: FaultContext

  constructor(context: FaultContext) {
    this.#context = context
  }

  invoke(op: Invocation) {
    const act = { fault: 'cancel-waits', mechanism } as const
    if (op.f === 'cancel-waits') return report({ ...act, phase: 'once' }, op, () => this.#cancel())
    return over(act, op)
  }

  async heal(): Promise<void> {}

  async #cancel(): Promise<Done> {
    const { commitWaits } = this.#context.system
    if (commitWaits === undefined) throw new Error('this target has no commits that wait')
    const primary = this.#context.system.primary()
    const waits = await eventually(
      patienceMs,
      () => commitWaits.list(),
      (found) => found.length > 0,
    )
    if (waits.length === 0)
      return { applied: { mechanism, nodes: [] }, observed: { seen: false, how: 'no commit waited for another node' } }
    await commitWaits.cancel(waits)
    return {
      applied: { mechanism, nodes: [primary], detail: { waits: waits.length } },
      observed: () => this.#observe(commitWaits, waits),
    }
  }

  async #observe(commitWaits: CommitWaits, waits: readonly string[]) {
    const left = await eventually(
      overMs,
      async () => (await commitWaits.list()).filter((wait) => waits.includes(wait)),
      (found) => found.length === 0,
    )
    return { seen: left.length === 0, how: 'the primary was asked who waits', detail: { left: left.length } }
  }
}
