import type { Cluster, Node } from '../../../cluster/cluster.ts'
import type { Json } from '../../../op/op.ts'
import { Mutex } from '../../common/mutex.ts'
import { empty } from '../../common/shell.ts'
import { poll } from '../../common/wait.ts'
import { configOf, dataOf } from '../../mysql/config.ts'
import { install } from '../../mysql/install.ts'
import { shutDown, untilReady } from '../../mysql/replication/server.ts'
import type { Monitor } from '../../sql/monitor.ts'
import { launch } from './launch.ts'
import { type Look, look } from './look.ts'
import { allowBootstrap, positionOf } from './position.ts'

const vendor = { title: 'MariaDB' }
const lookMs = 1000
const bootstrapMs = 20_000
const joinMs = 20_000
/** For a component without quorum to find the member that was started, and be whole again. */
const reunionMs = 3000

export interface MembersOptions {
  readonly cluster: Cluster
  readonly monitor: Monitor
  readonly configFor: (node: Node) => string
  readonly log: (line: string) => void
  readonly record: (f: string, value: Json) => void
  readonly closing: AbortSignal
}

/** Who runs a Galera cluster: starts it, lets members join, and brings it up again where all of it is down. */
export class Members {
  readonly #options: MembersOptions
  readonly #acts = new Mutex()
  /** Asked to start while the whole cluster was down and another member, which is still down, has more. */
  readonly #waiting = new Set<string>()

  constructor(options: MembersOptions) {
    this.#options = options
  }

  /** Makes a cluster of all nodes, one member after the other: members that join all at once disturb each other. */
  async found(): Promise<void> {
    const { cluster, configFor, log } = this.#options
    log('making the data folders')
    await Promise.all(
      cluster.nodes.map(async (node) => {
        await node.kill()
        await install(node)
        await node.writeFile(configOf(node), configFor(node))
      }),
    )
    log('starting the servers')
    for (const [index, node] of cluster.nodes.entries())
      if (index === 0) await this.#bootstrap(node)
      else await this.#join(node)
  }

  /**
   * Starts a member. Where a primary component is, it joins that and this resolves when it serves. Where members run but
   * have no quorum, they may have it with this one; or not yet. Where all are down, see `#revive`. Does nothing for a
   * running node.
   */
  start(name: string): Promise<void> {
    return this.#acts.run(async () => {
      const node = this.#options.cluster.node(name)
      if ((await node.state()) !== 'stopped') return
      const looks = await this.#looks()
      if ([...looks.values()].some(({ serves }) => serves)) await this.#join(node)
      else if (await this.#anyRuns()) await this.#reunite(node)
      else await this.#revive(node)
    })
  }

  stop(name: string): Promise<void> {
    return this.#acts.run(() => this.#shutDown(name))
  }

  /** It leaves in order, and its data are gone: who comes back under its name is given all of them by another member. */
  remove(name: string): Promise<void> {
    return this.#acts.run(async () => {
      const { cluster, record } = this.#options
      await this.#shutDown(name)
      await empty(cluster.node(name), dataOf(cluster.node(name)))
      record('remove', { node: name })
    })
  }

  /** Resolves when no act is under way any more; the signal makes that soon. */
  async close(): Promise<void> {
    await this.#acts.run(async () => {})
  }

  keepsDown(name: string): boolean {
    return this.#waiting.has(name)
  }

  /**
   * After a crash of all members only the one that has most may begin the cluster anew: what it lacks is lost, even if
   * another has it (MariaDB documentation, Galera Cluster Recovery). One that has less waits until that one is started.
   */
  async #revive(node: Node): Promise<void> {
    const { cluster, record } = this.#options
    const found = await Promise.all(
      cluster.nodes.map(async (each) => ({ node: each, position: await positionOf(each).catch(() => -1) })),
    )
    const most = Math.max(...found.map(({ position }) => position))
    const best = found.filter(({ position }) => position === most).map((each) => each.node)
    const positions = Object.fromEntries(found.map((each): [string, Json] => [each.node.name, each.position]))
    const chosen = best.find((each) => each === node) ?? best.find(({ name }) => this.#waiting.has(name))
    if (chosen === undefined) {
      this.#waiting.add(node.name)
      record('wait-for-advanced', { node: node.name, for: best.map(({ name }) => name), positions })
      return
    }
    this.#waiting.add(node.name)
    await allowBootstrap(chosen)
    await this.#bootstrap(chosen)
    record('bootstrap', { node: chosen.name, positions })
    for (const name of this.#waiting) await this.#join(cluster.node(name))
  }

  async #bootstrap(node: Node): Promise<void> {
    await launch(node, '--wsrep-new-cluster')
    await this.#serves(node, bootstrapMs)
  }

  /** A member that did not find into the cluster in good time is started once more. */
  async #join(node: Node): Promise<void> {
    if ((await node.state()) !== 'stopped') return void this.#waiting.delete(node.name)
    await launch(node)
    try {
      await this.#serves(node, joinMs)
    } catch (error) {
      this.#options.closing.throwIfAborted()
      this.#options.log(`${node.name} did not join, and is started again: ${(error as Error).message}`)
      await node.kill()
      await launch(node)
      await this.#serves(node, joinMs)
    }
  }

  async #reunite(node: Node): Promise<void> {
    await launch(node)
    await poll({ ms: reunionMs, everyMs: 100, signal: this.#options.closing }, () => this.#served(node)).catch(() => {})
  }

  async #serves(node: Node, ms: number): Promise<void> {
    await untilReady(vendor.title, node, { ms, signal: this.#options.closing }, () => this.#served(node))
    this.#waiting.delete(node.name)
  }

  async #shutDown(name: string): Promise<void> {
    const { cluster, closing } = this.#options
    await shutDown({ cluster, vendor, closing }, name)
  }

  async #served({ name }: Node): Promise<true | undefined> {
    const { serves } = await look(this.#options.monitor, name, lookMs)
    return serves ? true : undefined
  }

  async #looks(): Promise<Map<string, Look>> {
    const { cluster, monitor } = this.#options
    const looks = new Map<string, Look>()
    await Promise.all(
      cluster.nodes.map(async ({ name }) => {
        const seen = await look(monitor, name, lookMs).catch(() => undefined)
        if (seen !== undefined) looks.set(name, seen)
      }),
    )
    return looks
  }

  async #anyRuns(): Promise<boolean> {
    const states = await Promise.all(this.#options.cluster.nodes.map((node) => node.state()))
    return states.some((state) => state !== 'stopped')
  }
}
