import type { Cluster, Node } from '../../cluster/cluster.ts'
import type { Options } from '../../op/option.ts'
import { startProgram } from '../common/program.ts'
import { ping } from './ensemble.ts'

/** For people. */
export const title = 'ZooKeeper'

const bootMs = 20_000

/** As Debian's zkServer.sh starts it, but that it says what it does: on stderr, with the time. */
const argv = (node: Node) => [
  'java',
  '-Xmx128m',
  '-Dorg.slf4j.simpleLogger.showDateTime=true',
  '-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd HH:mm:ss,SSS',
  '-cp',
  '/etc/zookeeper/conf:/usr/share/java/slf4j-simple.jar:/usr/share/java/*',
  'org.apache.zookeeper.server.quorum.QuorumPeerMain',
  configOf(node),
]

const configOf = (node: Node) => `${node.dataDir}/zoo.cfg`

/**
 * The whole configuration. Time-outs are the manual's (a follower may be ten ticks late to join and five to answer), with
 * a shorter tick, so that a run sees what follows a partition.
 */
export async function configure(cluster: Cluster, node: Node, options: Options): Promise<void> {
  const host = (name: string) => cluster.address(name, name).host
  const lines = [
    'tickTime=500',
    'initLimit=10',
    'syncLimit=5',
    `dataDir=${node.dataDir}`,
    `clientPort=${node.listen.port}`,
    'maxClientCnxns=0',
    'admin.enableServer=false',
    `forceSync=${options['force-sync'] ?? 'yes'}`,
    ...cluster.nodes.map(({ name }, i) => `server.${i + 1}=${host(name)}:2888:3888`),
  ]
  await node.writeFile(configOf(node), `${lines.join('\n')}\n`)
  await node.writeFile(`${node.dataDir}/myid`, `${cluster.nodes.findIndex(({ name }) => name === node.name) + 1}\n`)
}

/** Starts a configured server that is down; resolves when it answers, with a leader or without. */
export async function start(cluster: Cluster, node: Node): Promise<void> {
  const address = () => cluster.address(node.name, 'client')
  await startProgram({ title, node, ms: bootMs }, argv(node), async () =>
    (await ping(address(), 500)) ? true : undefined,
  )
}
