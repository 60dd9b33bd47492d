import { join } from 'node:path'
import type { Cluster, Node } from '../../cluster/cluster.ts'
import { MurphyError } from '../../op/failure.ts'
import { mustRun } from '../common/program.ts'
import { poll } from '../common/wait.ts'
import { look } from '../postgres/look.ts'
import type { Monitor } from '../sql/monitor.ts'
import { etcdArguments, etcdUrl } from './config.ts'

const startMs = 35_000
const etcdMs = 10_000
/** Lines of a node's log, where three programs speak. */
const told = 12

export const configOf = (node: Node) => join(node.dataDir, 'patroni.yml')

/** etcd and Patroni, under what stands in for a service manager (docker/patroni). */
export function startPrograms(cluster: Cluster, node: Node): Promise<void> {
  return node.start(['patroni-node', configOf(node), ...etcdArguments(cluster, node)])
}

/**
 * Starts a node that is down and waits until its PostgreSQL answers: whose standby it is, and whether its data have to be
 * rewound first, is for Patroni to find out. It starts nothing before etcd has a majority, so without one in sight
 * nobody waits for it.
 */
export async function startNode(cluster: Cluster, monitor: Monitor, name: string, signal: AbortSignal): Promise<void> {
  const node = cluster.node(name)
  if ((await node.state()) !== 'stopped') return
  signal.throwIfAborted()
  await startPrograms(cluster, node)
  const answer = await poll({ ms: startMs, everyMs: 100, signal }, async () => {
    if ((await node.state()) === 'stopped') return 'ended'
    if (!(await seesMajority(cluster, name))) return 'alone'
    return await look(monitor, name, 500)
  }).catch(() => undefined)
  signal.throwIfAborted()
  await mustStand(node)
  if (answer === undefined) throw await silent([node], startMs)
}

/** Rejects where Patroni ended again and again and was given up, with the end of the log. */
export const mustStand = (node: Node) => mustRun('Patroni', node, told)

const health = 'import sys, urllib.request; urllib.request.urlopen(sys.argv[1] + "/health", timeout=2)'

/** Rejects where a member of etcd does not serve: Patroni does with those of other nodes, so nobody else would miss it. */
export async function mustHaveEtcd(cluster: Cluster, node: Node): Promise<void> {
  const serves = await poll({ ms: etcdMs, everyMs: 200 }, async () => {
    const { code } = await node.exec(['python3', '-c', health, etcdUrl(cluster, node)])
    return code === 0 ? true : undefined
  })
  if (serves === undefined)
    throw new MurphyError('broken', `etcd on ${node.name} does not serve ${etcdMs / 1000} s after all else does.`)
}

/** A node that does not come up, as the end of its log tells it. */
export async function silent(nodes: readonly Node[], ms: number): Promise<MurphyError> {
  const logs = await Promise.all(nodes.map(async (node) => `${node.name}: ${(await node.logTail(told)).trim()}`))
  return new MurphyError(
    'broken',
    `PostgreSQL does not serve on ${nodes.map(({ name }) => name).join(', ')} ${ms / 1000} s after Patroni was started. The end of the log of ${logs.join('\n')}`,
    { hint: 'The logs of the nodes say more.' },
  )
}

/** Whether the node and those that it reaches and that run are more than half of all. */
async function seesMajority({ nodes, network }: Cluster, name: string): Promise<boolean> {
  const apart = new Set(network.cuts().flatMap(({ from, to }) => (from === name ? [to] : to === name ? [from] : [])))
  const states = await Promise.all(nodes.map(async (node) => [node.name, await node.state()] as const))
  const seen = states.filter(([other, state]) => other === name || (state === 'running' && !apart.has(other)))
  return seen.length > nodes.length / 2
}
