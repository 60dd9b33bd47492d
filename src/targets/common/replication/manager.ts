import { MurphyError } from '../../../op/failure.ts'
import { messageOf } from '../error-table.ts'
import { Mutex } from '../mutex.ts'
import { sleep } from '../wait.ts'
import { admit } from './admit.ts'
import type { Context } from './context.ts'
import { failOver, repointOne } from './failover.ts'
import { streams } from './follow.ts'
import { Health, healthCheckEveryMs } from './health.ts'
import { demote } from './lease.ts'
import { remove } from './members.ts'
import { reaches, rejoin, renew, restartLeader } from './rejoin.ts'

const admitMs = 5000
const mendEveryMs = 500
const retryEveryMs = 1000
const patienceMs = 30_000

/**
 * The failover manager: an operator, or what stands in for one (Patroni, repmgr …). It acts when asked, and by itself
 * while `watch` is on; what it could not finish (a standby out of reach, a node that it killed, a leader without a
 * follower) it mends later. One act at a time.
 */
export class Manager {
  readonly #context: Context
  readonly #acts = new Mutex()
  readonly #mending: Promise<void>
  /** Since when a standby that could follow was seen not to. */
  readonly #patience = new Map<string, number>()
  /** Since when a deposed leader has been seen awake. */
  readonly #awake = new Map<string, number>()

  constructor(context: Context) {
    this.#context = context
    this.#mending = this.#mendForEver()
  }

  /** Rejects while the leader answers, and when no standby can be promoted safely. */
  failover(choose: 'best' | 'worst' = 'best'): Promise<string> {
    return this.#acts.run(async () => {
      const { roles } = this.#context
      if (!(await new Health(this.#context).isDead())) {
        throw new MurphyError('broken', `${roles.leader} leads and answers: there is no reason to fail over.`)
      }
      return await this.#failOver(choose)
    })
  }

  /** The leader is stopped in order, which leaves its standbys with all that it had; then one of them leads it. */
  switchover(): Promise<string> {
    return this.#acts.run(async () => {
      const from = this.#context.roles.leader
      this.#context.roles.fenced.add(from)
      await this.#context.database.shutDown(from)
      const to = await this.#failOver('best')
      // It went down in order, with nothing that its standbys did not have: it can follow with the data that it has.
      this.#context.roles.standbys.add(from)
      await this.#start(from)
      this.#context.record('switchover', { from, to })
      return to
    })
  }

  remove(name: string): Promise<void> {
    return this.#acts.run(() => remove(this.#context, name))
  }

  /**
   * A leader that crashed where commits wait for a standby is not simply started again: its WAL may hold commits that
   * were neither acknowledged nor replicated. Another one takes over if it safely can. Does nothing for a running node.
   */
  start(name: string): Promise<void> {
    return this.#acts.run(() => this.#start(name))
  }

  watch(): () => Promise<void> {
    let watching = true
    const done = (async () => {
      const health = new Health(this.#context)
      while (watching && !this.#context.closing.aborted) {
        await health.check()
        if (health.dead) await this.#acts.run(() => this.#replace(health)).catch(() => sleep(retryEveryMs))
        await sleep(healthCheckEveryMs)
      }
    })()
    return async () => {
      watching = false
      await done
    }
  }

  /** Resolves when no act is under way any more; the context's signal makes that soon. */
  async close(): Promise<void> {
    await this.#mending
    await this.#acts.run(async () => {})
  }

  /** The turn may have come late: is it still the leader, and dead? */
  async #replace(health: Health): Promise<void> {
    await health.check()
    if (health.dead) await this.#failOver()
  }

  async #failOver(choose: 'best' | 'worst' = 'best'): Promise<string> {
    try {
      const leader = await failOver(this.#context, choose)
      await admit(this.#context, admitMs)
      return leader
    } catch (error) {
      this.#context.recordChange('failover-refused', { leader: this.#context.roles.leader, reason: messageOf(error) })
      throw error
    }
  }

  async #start(name: string): Promise<void> {
    const { cluster, roles, waits } = this.#context
    if ((await cluster.node(name).state()) !== 'stopped') return void roles.fenced.delete(name)
    if (name === roles.leader && waits) await this.#failOver().catch(() => {})
    if (name === roles.leader) await restartLeader(this.#context)
    else await rejoin(this.#context, name)
  }

  async #mendForEver(): Promise<void> {
    for (;;) {
      await sleep(mendEveryMs, undefined, { signal: this.#context.closing }).catch(() => {})
      if (this.#context.closing.aborted) return
      const { roles } = this.#context
      if (!roles.withheld && [roles.astray, roles.fenced, roles.deposed].every(({ size }) => size === 0)) continue
      await this.#acts.run(() => this.#mend()).catch((error) => this.#context.log(`manager: ${messageOf(error)}`))
    }
  }

  async #mend(): Promise<void> {
    const { roles } = this.#context
    for (const node of roles.deposed) await this.#watchDeposed(node)
    for (const node of roles.fenced) await this.#start(node)
    for (const node of roles.astray) if (!this.#context.closing.aborted) await this.#bringBack(node)
    await admit(this.#context, 0)
  }

  async #watchDeposed(name: string): Promise<void> {
    const state = await this.#context.cluster.node(name).state()
    if (state === 'stopped') this.#context.roles.deposed.delete(name) // somebody else did it
    const since = state === 'running' ? (this.#awake.get(name) ?? performance.now()) : undefined
    if (since === undefined) this.#awake.delete(name)
    else if (await demote(this.#context, name, performance.now() - since)) this.#awake.delete(name)
    else this.#awake.set(name, since)
  }

  /** Whether a standby that could follow has not done so for long: the leader may lack the WAL that it needs. */
  #isOverdue(name: string): boolean {
    const since = this.#patience.get(name) ?? performance.now()
    this.#patience.set(name, since)
    if (performance.now() - since < patienceMs) return false
    this.#patience.delete(name)
    return true
  }

  /** A node that was killed is left to `start`; one that runs is pointed to the leader, and if need be made anew. */
  async #bringBack(name: string): Promise<void> {
    const { cluster, roles, database, record } = this.#context
    if ((await cluster.node(name).state()) !== 'running') return
    if (await streams(this.#context, name, 0)) return void this.#patience.delete(name)
    if (!(await reaches(this.#context, name))) return
    const follows = roles.standbys.has(name) && !(await database.hasForked(name, roles.leader))
    if (follows && !this.#isOverdue(name)) return void (await repointOne(this.#context, name))
    const by = await renew(this.#context, name)
    record('rejoin', { node: name, to: roles.leader, by, streaming: !roles.astray.has(name) })
  }
}
