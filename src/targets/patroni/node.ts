import { join } from 'node:path'
import type { Cluster, Node } from '../../cluster/cluster.ts'
import { MurphyError } from '../../op/failure.ts'
import { poll } from '../common/wait.ts'
import { look } from '../postgres/look.ts'
import type { Monitor } from '../sql/monitor.ts'
import { etcdArguments } from './config.ts'

const startMs = 35_000
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
    if (!(await seesMajority(cluster, name))) return 'alone'
    return await look(monitor, name, 500)
  }).catch(() => undefined)
  signal.throwIfAborted()
  if (answer === undefined) throw await silent([node], startMs)
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
