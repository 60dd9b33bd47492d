import type { Cluster, Node } from '../../../cluster/cluster.ts'
import type { Json } from '../../../op/op.ts'
import { Mutex } from '../../common/mutex.ts'
import { terminate } from '../../common/program.ts'
import { empty } from '../../common/shell.ts'
import { poll, within } from '../../common/wait.ts'
import { configOf, dataOf } from '../../mysql/config.ts'
import { Connection } from '../../mysql/connection.ts'
import { install } from '../../mysql/install.ts'
import { untilReady } from '../../mysql/replication/server.ts'
import type { Monitor } from '../../sql/monitor.ts'
import { launch } from './launch.ts'
import { type Look, look } from './look.ts'
import { allowBootstrap, positionOf } from './position.ts'

const vendor = { title: 'MariaDB' }
const lookMs = 1000
const bootstrapMs = 40_000
const joinMs = 35_000
/** Twice as long as a lost member may stay unnoticed. */
const settleMs = 8000
/** For the members of the last primary component to find each other again. */
const reunionMs = 8000
const statementMs = 5000

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
  /** How far members had come that were started when there was no primary component, and did not serve since. */
  readonly #astray = new Map<string, number>()

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
   * Starts a member. Where a primary component is, it joins that and this resolves when it serves; where members run
   * without one, see `#reunite`; where all are down, see `#revive`. Does nothing for a running node.
   */
  start(name: string): Promise<void> {
    return this.#acts.run(async () => {
      const node = this.#options.cluster.node(name)
      if ((await node.state()) !== 'stopped') return
      if (await this.#hasPrimaryComponent()) await this.#join(node)
      else if ((await this.#running()) > 0) await this.#reunite(node)
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

  /** Those that have lost their majority say for some seconds that they have it, and count the dead among them. */
  async #hasPrimaryComponent(): Promise<boolean> {
    const settled = await poll({ ms: settleMs, everyMs: 200, signal: this.#options.closing }, async () => {
      const [looks, running] = await Promise.all([this.#looks(), this.#running()])
      const serving = [...looks.values()].filter(({ serves }) => serves)
      return serving.every(({ members }) => members <= running) ? { found: serving.length > 0 } : undefined
    })
    return settled?.found ?? true
  }

  /**
   * The members of the last primary component make a new one when all of them are there; so nobody waits for this one
   * while another is down. Where they do not (they have been apart in other ways since), an operator does.
   */
  async #reunite(node: Node): Promise<void> {
    this.#astray.set(node.name, await positionOf(node).catch(() => -1))
    await launch(node)
    if ((await this.#running()) < this.#options.cluster.nodes.length) return
    const united = await poll({ ms: reunionMs, everyMs: 200, signal: this.#options.closing }, async () =>
      [...(await this.#looks()).values()].some(({ serves }) => serves) ? true : undefined,
    )
    if (united === undefined) await this.#makePrimary()
    await this.#serves(node, joinMs)
  }

  /**
   * The member that has most begins anew: one that answers is told so (MariaDB documentation, Resetting the Quorum), one
   * that still waits for a component is started as the first. Not while somebody is silent who may be in a component.
   */
  async #makePrimary(): Promise<void> {
    const { cluster, record } = this.#options
    const looks = await this.#looks()
    if (cluster.nodes.some(({ name }) => !looks.has(name) && !this.#astray.has(name))) return
    const positions = new Map([...this.#astray, ...[...looks].map(([name, look]) => [name, look.committed] as const)])
    const [best, most = -1] = [...positions].sort(([, a], [, b]) => b - a)[0] ?? []
    const chosen = [...looks].find(([, { committed }]) => committed === most)?.[0] ?? best
    if (chosen === undefined) return
    if (looks.has(chosen)) await this.#run(chosen, "set global wsrep_provider_options = 'pc.bootstrap=yes'")
    else {
      await cluster.node(chosen).kill()
      await allowBootstrap(cluster.node(chosen))
      await this.#bootstrap(cluster.node(chosen))
    }
    record('bootstrap', { node: chosen, positions: Object.fromEntries(positions) })
  }

  async #run(node: string, text: string): Promise<void> {
    const connection = await Connection.open(this.#options.cluster.address(node, 'client'), { timeoutMs: lookMs })
    try {
      await within(statementMs, `${text} on ${node}`, connection.query({ text }))
    } finally {
      connection.close()
    }
  }

  async #serves(node: Node, ms: number): Promise<void> {
    await untilReady(vendor.title, node, { ms, signal: this.#options.closing }, () => this.#served(node))
    this.#waiting.delete(node.name)
  }

  async #shutDown(name: string): Promise<void> {
    await terminate(vendor.title, this.#options.cluster.node(name))
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
        if (seen?.serves) this.#astray.delete(name)
      }),
    )
    return looks
  }

  async #running(): Promise<number> {
    const states = await Promise.all(this.#options.cluster.nodes.map((node) => node.state()))
    return states.filter((state) => state !== 'stopped').length
  }
}
