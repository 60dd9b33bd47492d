import { mkdir, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type Docker from 'dockerode'
import { MurphyError } from '../../op/failure.ts'
import type { NodeClock } from '../clock/skew.ts'
import type { Address, Cluster, ClusterSpec } from '../cluster.ts'
import type { FileLayer } from '../files/layer.ts'
import type { ContainerDisk } from './disk.ts'
import type { NodeImage } from './image.ts'
import { LABEL, type Labels } from './labels.ts'
import type { LinkTools } from './links/tools.ts'
import { DockerNetwork } from './network.ts'
import { DockerNode } from './node.ts'
import type { Way } from './packet-filter.ts'
import { removeRun } from './remains.ts'

export interface ClusterParts {
  readonly engine: Docker
  readonly image: NodeImage
  readonly labels: Labels
  readonly spec: ClusterSpec
  readonly nodes: readonly Machine[]
  /** The controller's address on the run's bridge. */
  readonly gateway: string
  /** Whether the controller reaches containers at their own addresses. */
  readonly direct: boolean
  readonly provenance: { readonly [name: string]: string }
  readonly way: Way | undefined
  readonly tools: LinkTools | undefined
}

interface Machine {
  readonly name: string
  readonly containerName: string
  readonly container: Docker.Container
  /** Inside the run's network. */
  readonly address: string
  readonly clock: NodeClock | undefined
  readonly disk: ContainerDisk | undefined
  readonly files: FileLayer | undefined
}

export class DockerCluster implements Cluster {
  readonly backend = 'docker'
  readonly nodes: readonly DockerNode[]
  readonly network: DockerNetwork
  readonly provenance: { readonly [name: string]: string }
  readonly #parts: ClusterParts
  /** `n1:5432` → its port on loopback, where containers are not reached directly; the engine gives new ones at each start. */
  readonly #published = new Map<string, number>()

  /** The cluster over containers that run. */
  static async over(parts: ClusterParts): Promise<DockerCluster> {
    const cluster = new DockerCluster(parts)
    await Promise.all(parts.nodes.map((machine) => cluster.#readPublished(machine)))
    // The chain stands from the start: a machine on which it cannot be made says so before the run, not in its middle.
    await cluster.network.prepare()
    return cluster
  }

  private constructor(parts: ClusterParts) {
    this.#parts = parts
    this.provenance = parts.provenance
    const { engine, image, labels, spec } = parts
    const network = {
      engine,
      image,
      labels,
      port: spec.port,
      containers: new Map(parts.nodes.map((machine) => [machine.name, machine.container])),
      addresses: new Map([
        ['client', parts.gateway],
        ...parts.nodes.map(({ name, address }) => [name, address] as const),
      ]),
      fromClient: (node: string) => this.address(node, 'client'),
      log: spec.log,
      tools: parts.tools,
    }
    this.network = new DockerNetwork(network, parts.way)
    this.nodes = parts.nodes.map(
      (machine) =>
        new DockerNode({
          engine,
          container: machine.container,
          name: machine.name,
          containerName: machine.containerName,
          image,
          labels: { ...labels, [LABEL.node]: machine.name },
          port: spec.port,
          clock: machine.clock,
          disk: machine.disk,
          files: machine.files,
          restarted: async () => {
            await this.#readPublished(machine)
            await this.network.reapply(machine.name)
          },
        }),
    )
  }

  node(name: string): DockerNode {
    const node = this.nodes.find((candidate) => candidate.name === name)
    if (node === undefined) throw new MurphyError('usage', `There is no node ${name}.`)
    return node
  }

  address(to: string, from: string): Address {
    return this.#address(to, from, this.#parts.spec.port)
  }

  service(node: string, port: number): Address {
    return this.#address(node, 'client', port)
  }

  async collectLogs(folder: string): Promise<void> {
    await Promise.all(
      this.nodes.map(async (node) => {
        const target = join(folder, node.name)
        await mkdir(target, { recursive: true })
        for (const file of await node.logFiles()) await writeFile(join(target, basename(file.path)), file.content)
      }),
    )
  }

  async down(): Promise<void> {
    await removeRun(this.#parts.engine, this.#parts.spec.runId)
  }

  #address(to: string, from: string, port: number): Address {
    const machine = this.#parts.nodes.find((candidate) => candidate.name === to)
    if (machine === undefined) throw new MurphyError('usage', `There is no node ${to}.`)
    if (from !== 'client' || this.#parts.direct) return { host: machine.address, port }
    return { host: '127.0.0.1', port: this.#published.get(`${to}:${port}`) ?? port }
  }

  async #readPublished(machine: Machine): Promise<void> {
    if (this.#parts.direct) return
    const { NetworkSettings } = await machine.container.inspect()
    for (const [port, bindings] of Object.entries(NetworkSettings.Ports)) {
      const published = bindings?.[0]?.HostPort
      if (published !== undefined)
        this.#published.set(`${machine.name}:${Number.parseInt(port, 10)}`, Number(published))
    }
  }
}
