import { createServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import type Docker from 'dockerode'
import { MurphyError, Unavailable } from '../../op/failure.ts'
import { demandVdso } from '../clock/vdso/here.ts'
import type { BackendCapability, Cluster, ClusterSpec } from '../cluster.ts'
import { layerCapabilities } from '../files/layer.ts'
import { clockFor } from './clock.ts'
import { ContainerDisk, diskOf } from './disk.ts'
import { DockerCluster } from './docker-cluster.ts'
import { connect, describeEngine, messageOf, probeEngine, statusOf } from './engine.ts'
import { filesFor } from './files.ts'
import { ensureImage, type NodeImage } from './image.ts'
import { LABEL, type Labels, labelsOf } from './labels.ts'
import { readLibrary } from './libraries.ts'
import { linkCapabilities, type ShapingWay } from './links/mechanisms.ts'
import { LinkTools } from './links/tools.ts'
import type { Way } from './packet-filter.ts'
import { removeRun } from './remains.ts'
import { freeSubnets, gatewayOf, nodeAddress } from './subnet.ts'
import { vdsoClockFor, vdsoClockHere } from './vdso-clock.ts'

const MAX_NODES = 200

/** How things are done, where it should not be the best way that works here. */
export interface Ways {
  readonly cuts?: Way
  readonly shapes?: ShapingWay
}

/** A network and one idle container a node, all labelled; on failure nothing of it stays. */
export async function up(spec: ClusterSpec, ways: Ways = {}): Promise<Cluster> {
  const probe = await probeEngine()
  if (!probe.works) throw new Unavailable(probe.detail, probe.hint === undefined ? {} : { hint: probe.hint })
  if (spec.image === undefined) throw new MurphyError('usage', 'This target has no image, so it cannot run on docker.')
  if (spec.nodes.length > MAX_NODES) throw new MurphyError('usage', `At most ${MAX_NODES} nodes fit into a network.`)
  const engine = await connect()
  const image = await ensureImage(engine, spec.image, spec.log)
  try {
    return await build(engine, image, spec, ways)
  } catch (cause) {
    await removeRun(engine, spec.runId).catch(() => {})
    if (cause instanceof MurphyError) throw cause
    throw new MurphyError('broken', `Docker could not bring up run ${spec.runId}: ${messageOf(cause)}.`, {
      hint: '`murphy clean` removes what crashed runs left behind; `murphy doctor` checks the engine.',
      cause,
    })
  }
}

async function build(engine: Docker, image: NodeImage, spec: ClusterSpec, ways: Ways): Promise<Cluster> {
  const labels = await labelsOf(spec.runId)
  const tools = await toolsFor(engine, labels, spec, ways)
  const needs = (...any: readonly BackendCapability[]) => any.some((capability) => spec.needs?.includes(capability))
  if (needs('vdso-clock')) demandVdso(await vdsoClockHere())
  const clockLibrary = needs('clock') ? await readLibrary(engine, 'clock', labels, spec.log) : undefined
  const diskLibrary = needs(...layerCapabilities) ? await readLibrary(engine, 'disk', labels, spec.log) : undefined
  const { network, subnet, direct } = await createNetwork(engine, spec.runId, labels)
  const needsDisk = needs('disk-full')
  const ports = [spec.port, ...(spec.services ?? [])].map((port) => `${port}/tcp`)
  const nodes = await allOf(
    spec.nodes.map(async (name, index) => {
      const address = nodeAddress(subnet, index)
      const containerName = nameOf(spec.runId, name)
      const container = await engine.createContainer({
        name: containerName,
        Hostname: name,
        Image: image.tag,
        // The machine idles under an init that collects the dead; the database comes and goes as a program in it.
        Entrypoint: ['sleep', 'infinity'],
        User: '0',
        Labels: { ...labels, [LABEL.node]: name },
        ...(direct ? {} : { ExposedPorts: Object.fromEntries(ports.map((port) => [port, {}])) }),
        HostConfig: {
          Init: true,
          NetworkMode: network,
          CapDrop: ['ALL'],
          SecurityOpt: ['no-new-privileges:true'],
          ShmSize: 256 * 1024 * 1024,
          ...(needsDisk ? { Tmpfs: diskOf(image) } : {}),
          ...(direct ? {} : { PortBindings: onLoopback(ports) }),
        },
        NetworkingConfig: { EndpointsConfig: { [network]: { IPAMConfig: { IPv4Address: address } } } },
      })
      await container.start()
      const disk = needsDisk ? await ContainerDisk.of(engine, container, image, labels) : undefined
      const clock = needs('vdso-clock')
        ? await vdsoClockFor(container, containerName)
        : clockLibrary && (await clockFor(container, image.user, clockLibrary))
      const files = diskLibrary && (await filesFor(container, image, diskLibrary))
      return { name, containerName, container, address, clock, disk, files }
    }),
  )
  const provenance = { image: image.tag, digest: image.digest, engine: await describeEngine(engine) }
  const gateway = gatewayOf(subnet)
  return DockerCluster.over({ engine, image, labels, spec, nodes, gateway, direct, provenance, way: ways.cuts, tools })
}

/** Each published on a port that the engine chooses. */
const onLoopback = (ports: readonly string[]) =>
  Object.fromEntries(ports.map((port) => [port, [{ HostIp: '127.0.0.1', HostPort: '' }]]))

/** For runs whose faults do more than cut. What this machine cannot do is refused here. */
async function toolsFor(engine: Docker, labels: Labels, { needs = [], log }: ClusterSpec, { shapes }: Ways) {
  if (shapes === undefined && !linkCapabilities.some((capability) => needs.includes(capability))) return undefined
  const tools = await LinkTools.open({ engine, labels, log, way: shapes })
  tools.demand(needs)
  return tools
}

/** Like Promise.all, but rejects only when nothing is under way any more: what fails is then removed whole. */
async function allOf<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(promises)
  return Promise.all(promises)
}

/**
 * The run's own network. `direct`: the controller stands on its bridge and reaches containers at their addresses
 * (Linux); then the network has no way out. Otherwise (Docker Desktop, rootless) ports are published on loopback, which
 * needs a network with one.
 */
async function createNetwork(engine: Docker, runId: string, labels: Record<string, string>) {
  const name = nameOf(runId)
  const used = [...(await networksInUse(engine)), ...ownNetworks()]
  for (const subnet of freeSubnets(used, process.pid).slice(0, 20)) {
    const create = (internal: boolean) =>
      engine.createNetwork({
        Name: name,
        Driver: 'bridge',
        Internal: internal,
        CheckDuplicate: true,
        IPAM: { Config: [{ Subnet: subnet, Gateway: gatewayOf(subnet) }] },
        Labels: labels,
      })
    try {
      const network = await create(true)
      const direct = await isOwnAddress(gatewayOf(subnet))
      if (!direct) {
        await network.remove()
        await create(false)
      }
      return { network: name, subnet, direct }
    } catch (error) {
      // Another run was faster.
      if (statusOf(error) !== 403 || !/overlap/i.test(messageOf(error))) throw error
    }
  }
  throw new MurphyError('broken', 'No address range in 198.18.0.0/15 is free for the network of this run.', {
    hint: '`murphy clean` removes the networks of crashed runs.',
  })
}

async function networksInUse(engine: Docker): Promise<string[]> {
  const networks = await engine.listNetworks()
  return networks.flatMap((network) => (network.IPAM?.Config ?? []).flatMap((config) => config.Subnet ?? []))
}

function ownNetworks(): string[] {
  return Object.values(networkInterfaces()).flatMap((list) => (list ?? []).flatMap(({ cidr }) => cidr ?? []))
}

/** One can listen only at addresses of one's own. Node's list of interfaces lacks bridges that nobody is plugged into. */
function isOwnAddress(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(0, address, () => server.close(() => resolve(true)))
  })
}

/** `murphy-<run>-<node>`, in the characters that the engine allows. */
function nameOf(...parts: readonly string[]): string {
  return ['murphy', ...parts].join('-').replace(/[^a-zA-Z0-9_.-]/g, '-')
}
