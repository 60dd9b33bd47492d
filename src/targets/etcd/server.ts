import type { Cluster, Node } from '../../cluster/cluster.ts'
import { startProgram } from '../common/program.ts'
import type { Members } from './members.ts'
import { peerPort } from './peers.ts'

/** For people. */
export const title = 'etcd'

/** A member that has lost the majority serves nobody until it is back: it is started, and waits. */
const aloneMs = 3000

/**
 * The command line of a member. Time-outs are etcd's defaults (etcd 3.4 documentation, Tuning), so that what is tested is
 * what people run. Peers are named by address: a node has no other name in the run's network.
 */
export function argvOf(cluster: Cluster, node: Node): string[] {
  const host = (name: string) => cluster.address(name, name).host
  const peer = (name: string) => `http://${host(name)}:${peerPort}`
  const flags = {
    name: node.name,
    'data-dir': `${node.dataDir}/etcd`,
    'listen-peer-urls': peer(node.name),
    'initial-advertise-peer-urls': peer(node.name),
    'listen-client-urls': `http://${node.listen.host}:${node.listen.port}`,
    'advertise-client-urls': `http://${host(node.name)}:${node.listen.port}`,
    'initial-cluster': cluster.nodes.map(({ name }) => `${name}=${peer(name)}`).join(','),
    'heartbeat-interval': '100',
    'election-timeout': '1000',
  }
  return ['etcd', ...Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, value])]
}

/** Starts a member that was down; resolves when it answers, or waits for the others. */
export async function start(cluster: Cluster, members: Members, name: string): Promise<void> {
  const node = cluster.node(name)
  await startProgram({ title, node, ms: aloneMs }, argvOf(cluster, node), () => members.status(name))
}
