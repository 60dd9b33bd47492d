import type { Cluster, Node } from '../../cluster/cluster.ts'
import { MurphyError } from '../../op/failure.ts'
import { poll } from '../common/wait.ts'
import type { Members } from './members.ts'

/** A member that has lost the majority serves nobody until it is back: it is started, and waits. */
const aloneMs = 3000
const shutDownMs = 30_000

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

const peerPort = 2380

/** Rejects when the program has ended, with the end of its log. */
export async function mustRun(node: Node): Promise<void> {
  if ((await node.state()) !== 'stopped') return
  const said = (await node.logTail(5)).trim()
  throw new MurphyError('broken', `etcd on ${node.name} ended while it started: ${said}`)
}

/** Starts a member that was down; resolves when it answers, or waits for the others. */
export async function start(cluster: Cluster, members: Members, name: string): Promise<void> {
  const node = cluster.node(name)
  if ((await node.state()) !== 'stopped') return
  await node.start(argvOf(cluster, node))
  await poll({ ms: aloneMs, everyMs: 50 }, async () =>
    (await node.state()) === 'stopped' ? 'ended' : await members.status(name),
  ).catch(() => {})
  await mustRun(node)
}

/** SIGTERM: a leader hands over before it goes (etcdserver, TryStop and TransferLeadership). */
export async function stop(cluster: Cluster, name: string): Promise<void> {
  const node = cluster.node(name)
  await node.signal('SIGTERM')
  const down = await poll({ ms: shutDownMs, everyMs: 50 }, async () =>
    (await node.state()) === 'stopped' ? true : undefined,
  )
  if (down) return
  throw new MurphyError('broken', `etcd on ${name} is still there ${shutDownMs / 1000} s after SIGTERM.`)
}
