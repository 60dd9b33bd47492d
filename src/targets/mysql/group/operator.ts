import { messageOf } from '../../common/error-table.ts'
import { sleep } from '../../common/wait.ts'
import { ping } from '../ping.ts'
import type { Context } from './context.ts'
import { type Look, leads, lookAt, takesPart } from './look.ts'
import { bootstrap, join, leave } from './members.ts'

const everyMs = 250
const lookMs = 800
/** A member that was expelled joins again by itself as a rule (group_replication_autorejoin_tries); so long it may. */
const patienceMs = 10_000
const retryMs = 2000

/**
 * Follows who leads, as a router in front of a group does, and does what a group leaves to operators: a server that was
 * started again is told to join, and a group that has lost its majority for good is begun anew from the member that has
 * the most.
 * Never decides who leads.
 */
export class Operator {
  readonly #context: Context
  readonly #joining = new Set<string>()
  readonly #outside = new Map<string, number>()

  constructor(context: Context) {
    this.#context = context
  }

  /** Until the system closes. */
  async work(): Promise<void> {
    const { closing, log } = this.#context
    while (!closing.aborted) {
      await this.#round().catch((error) => log(`operator: ${messageOf(error)}`))
      await sleep(everyMs, undefined, { signal: closing }).catch(() => {})
    }
  }

  async #round(): Promise<void> {
    const { cluster, monitor, leading } = this.#context
    const looks = new Map<string, Look>()
    // What is seen of a member that is being told something may be out of date when it is looked at below.
    const told = new Set(this.#joining)
    await Promise.all(
      cluster.nodes.map(async ({ name }) => {
        const seen = await lookAt(monitor, name, lookMs).catch(() => undefined)
        if (seen !== undefined) looks.set(name, seen)
      }),
    )
    leading.follow([...looks].filter(([, seen]) => leads(seen)).map(([node]) => node))
    await this.#mend(looks, (node) => !told.has(node) && !this.#joining.has(node))
  }

  async #mend(looks: ReadonlyMap<string, Look>, isFree: (node: string) => boolean): Promise<void> {
    const { cluster } = this.#context
    const takers = [...looks].filter(([, seen]) => takesPart(seen))
    const part = takers.map(([node]) => node)
    const outside = [...looks].filter(([node, seen]) => isOutside(seen) && isFree(node))
    for (const node of this.#outside.keys()) if (!outside.some(([each]) => each === node)) this.#outside.delete(node)
    const [anybody] = part
    for (const [node, { id, state }] of outside) {
      const since = this.#outside.get(node) ?? performance.now()
      this.#outside.set(node, since)
      if (anybody === undefined || (state === 'ERROR' && performance.now() - since < patienceMs)) continue
      // It died and is not expelled yet: it cannot join, and each time that it tries it is taken for alive again.
      if (takers.some(([, { knows }]) => knows.includes(id))) continue
      if (await cluster.network.reaches(node, anybody, ping)) void this.#try('join', node, join)
    }
    if (part.length > 0 || looks.size < cluster.nodes.length) return
    if (outside.length < cluster.nodes.length) {
      const stuck = [...looks].filter(([node, seen]) => !isOutside(seen) && isFree(node)).map(([node]) => node)
      return outside.length === 0 ? undefined : await this.#release(stuck)
    }
    const [best] = outside.sort(([, a], [, b]) => (a.received.count[0] > b.received.count[0] ? -1 : 1))
    if (best !== undefined) void this.#try('bootstrap', best[0], bootstrap)
  }

  /**
   * The majority went down, and the members that are left wait for it for ever: what they had not committed is given up,
   * so that the group can be begun anew. Only when all nodes are seen, and the network is whole.
   */
  async #release(stuck: readonly string[]): Promise<void> {
    if (this.#context.cluster.network.cuts().length > 0) return
    await Promise.all(stuck.map((node) => this.#try('leave', node, leave)))
  }

  async #try(f: string, node: string, act: typeof join): Promise<void> {
    const { record, closing } = this.#context
    this.#joining.add(node)
    try {
      await act(this.#context, node)
      record(f, { node })
    } catch {
      await sleep(retryMs, undefined, { signal: closing }).catch(() => {})
    } finally {
      this.#joining.delete(node)
    }
  }
}

const isOutside = ({ state }: Look) => state === 'OFFLINE' || state === 'ERROR'
