import { arch, platform, release } from 'node:os'
import { MurphyError } from '../../op/failure.ts'
import { demandVdso, vdsoHere } from '../clock/vdso/here.ts'
import type { Address, Cluster, ClusterSpec } from '../cluster.ts'
import { layerCapabilities } from '../files/layer.ts'
import { removeControlGroups } from './control-group.ts'
import type { DatabaseUser } from './database-user.ts'
import { buildLibrary } from './libraries.ts'
import { LinkProxyNetwork } from './links/link-proxy-network.ts'
import { ProcessNode } from './node.ts'
import { freePorts, LOOPBACK } from './ports.ts'
import { canReadAll, copyFor } from './reachable.ts'
import { makeRunFolder, type RunFolder, removeRunFolder, runFolders } from './run-folder.ts'

/** Nodes as folders of one run folder, their databases as processes of this machine, their network as link proxies. */
export class ProcessCluster implements Cluster {
  readonly backend = 'process'
  readonly nodes: readonly ProcessNode[]
  readonly network: LinkProxyNetwork
  readonly provenance = { system: `${platform()} ${release()} ${arch()}` }
  readonly #run: RunFolder
  readonly #user: DatabaseUser | undefined
  readonly #reachable = new Map<string, Promise<string>>()
  #down: Promise<void> | undefined

  private constructor(run: RunFolder, user: DatabaseUser | undefined, servers: ReadonlyMap<string, Address>) {
    this.#run = run
    this.#user = user
    this.network = new LinkProxyNetwork(servers)
    this.nodes = [...servers].map(([name, listen]) => {
      return new ProcessNode(name, { run, listen, user, onKilled: () => this.network.died(name) })
    })
  }

  /** All of it, or nothing. */
  static async up(
    { runId, nodes, needs = [], log }: ClusterSpec,
    user: DatabaseUser | undefined,
  ): Promise<ProcessCluster> {
    const others = (await runFolders()).flatMap(({ run }) => run.ports)
    const ports = await freePorts(nodes.length, new Set(others))
    const run = await makeRunFolder(runId, ports)
    const servers = new Map(nodes.map((name, i) => [name, { host: LOOPBACK, port: ports[i] ?? 0 }]))
    const cluster = new ProcessCluster(run, user, servers)
    try {
      await Promise.all(cluster.nodes.map((node) => node.make()))
      if (needs.includes('clock')) {
        const library = await buildLibrary('clock', run.path)
        await Promise.all(cluster.nodes.map((node) => node.giveClock(library)))
      }
      if (needs.includes('vdso-clock')) {
        demandVdso(await vdsoHere())
        for (const node of cluster.nodes) node.giveVdsoClock()
      }
      if (['disk-full' as const, ...layerCapabilities].some((capability) => needs.includes(capability))) {
        const library = await buildLibrary('disk', run.path)
        await Promise.all(cluster.nodes.map((node) => node.giveFiles(library)))
      }
      if (needs.includes('cpu-limit') || needs.includes('memory-limit'))
        for (const node of cluster.nodes) node.giveGroup()
      await cluster.network.open()
    } catch (error) {
      await cluster.down()
      throw error
    }
    log(`${nodes.length} nodes in ${run.path}${user === undefined ? '' : `, databases run as ${user.name}`}`)
    return cluster
  }

  node(name: string): ProcessNode {
    const node = this.nodes.find((n) => n.name === name)
    if (node === undefined) throw new MurphyError('broken', `The cluster has no node ${name}.`)
    return node
  }

  address(to: string, from: string): Address {
    return this.network.address(to, from)
  }

  /** The path itself, unless the database's user is another one who cannot read all of it: then a copy, made once. */
  async reachable(path: string): Promise<string> {
    const user = this.#user
    if (user === undefined) return path
    const known = this.#reachable.get(path)
    if (known !== undefined) return await known
    const where = canReadAll(user, path).then((can) => (can ? path : copyFor(user, path, this.#run.path)))
    this.#reachable.set(path, where)
    return await where
  }

  async collectLogs(folder: string): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.copyLog(folder)))
  }

  async down(): Promise<void> {
    this.#down ??= this.#takeDown()
    try {
      await this.#down
    } catch (error) {
      this.#down = undefined // may be tried again
      throw error
    }
  }

  /** What fails does not keep the rest from going; the folder stays while a process may still live in it. */
  async #takeDown(): Promise<void> {
    const ended = await Promise.allSettled([this.network.close(), ...this.nodes.map((node) => node.kill())])
    const failed = ended.find((result) => result.status === 'rejected')
    if (failed !== undefined) throw failed.reason
    await removeControlGroups(this.#run.run.runId)
    await removeRunFolder(this.#run.path)
  }
}
