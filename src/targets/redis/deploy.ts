import { MurphyError } from '../../op/failure.ts'
import { byName } from '../../op/names.ts'
import { empty } from '../common/shell.ts'
import { poll } from '../common/wait.ts'
import type { Deployment, System } from '../target.ts'
import { Asker } from './asker.ts'
import { redisConf, sentinelConf, sentinelPort } from './config.ts'
import { Connection } from './connection.ts'
import { classify } from './errors.ts'
import { look, versionOf } from './look.ts'
import { ping } from './ping.ts'
import { sample } from './sample.ts'
import { Sentinels } from './sentinels.ts'
import { boot, pathOf } from './server.ts'
import { type Offered, sessions } from './sessions.ts'
import { settings } from './settings.ts'
import { waitingOf } from './waiting.ts'

const bootMs = 30_000
const joinMs = 20_000
const connectMs = 2000

/** The first node leads, all others follow it, and a sentinel beside each watches. May be called again after it failed. */
export async function deploy(deployment: Deployment): Promise<System> {
  const closing = new AbortController()
  const { cluster, record } = deployment
  const names = cluster.nodes.map(({ name }) => name)
  const [first = ''] = names
  const askers = (addressOf: (node: string) => ReturnType<typeof cluster.address>) =>
    new Map(names.map((node) => [node, new Asker(() => addressOf(node))]))
  const servers = askers((node) => cluster.address(node, 'client'))
  const watchers = askers((node) => cluster.service?.(node, sentinelPort) ?? cluster.address(node, 'client'))
  const sentinels = new Sentinels(
    {
      sentinels: watchers,
      // Every node is known to all others under one address.
      nodeAt: ({ host }) => names.find((node) => cluster.address(node, node).host === host),
      closing: closing.signal,
      onChange: (from, to) => record('switch-master', { from, to }),
    },
    first,
  )
  const close = async () => {
    closing.abort()
    for (const asker of [...servers.values(), ...watchers.values()]) asker.close()
  }
  const start = async (name: string) => void (await boot(cluster.node(name), serverOf(name), bootMs, closing.signal))
  const serverOf = (name: string) => servers.get(name) ?? new Asker(() => cluster.address(name, 'client'))
  try {
    await bringUp(deployment, { first, start, master: serverOf(first), closing: closing.signal })
    await sentinels.known(joinMs)
    const following = sentinels.follow()
    const waiting = waitingOf(deployment.options)
    return {
      version: `Redis ${await versionOf(serverOf(first), connectMs)}`,
      consistency: 'serializable',
      async connect(type, node) {
        const connection = await Connection.open(cluster.address(node, 'client'), connectMs)
        return sessions[type as Offered](connection, waiting) as never
      },
      classify,
      primary: () => sentinels.leader,
      sample: () => sample(servers, sentinels.leader),
      ping,
      start,
      async close() {
        await close()
        await following
      },
    }
  } catch (cause) {
    await close()
    throw cause
  }
}

interface Parts {
  readonly first: string
  readonly start: (node: string) => Promise<void>
  readonly master: Asker
  readonly closing: AbortSignal
}

async function bringUp(deployment: Deployment, { first, start, master, closing }: Parts): Promise<void> {
  const { cluster, options, log } = deployment
  const setting = byName('setting of redis', settings, deployment.setting)
  await Promise.all(cluster.nodes.map((node) => node.kill().then(() => empty(node, node.dataDir))))
  await Promise.all(
    cluster.nodes.map((node) =>
      node.writeFile(
        pathOf(node, 'server'),
        redisConf({
          dataDir: node.dataDir,
          port: node.listen.port,
          setting,
          maxLag: Number(options['max-lag']),
          appendOnly: options.appendonly === 'yes',
          fsync: String(options.appendfsync),
          follows: node.name === first ? undefined : cluster.address(first, node.name),
        }),
      ),
    ),
  )
  log('starting the servers')
  await Promise.all(cluster.nodes.map(({ name }) => start(name)))
  const others = cluster.nodes.length - 1
  await poll({ ms: joinMs, everyMs: 50, signal: closing }, async () => {
    const { replicas } = await look(master, 1000)
    if (replicas === others) return true
    throw new MurphyError('broken', `${replicas} of ${others} replicas follow ${first} after ${joinMs / 1000} s.`)
  })
  log('starting the sentinels')
  await Promise.all(
    cluster.nodes.map((node) =>
      node.writeFile(
        pathOf(node, 'sentinel'),
        sentinelConf({
          dataDir: node.dataDir,
          master: cluster.address(first, node.name),
          quorum: Math.floor(cluster.nodes.length / 2) + 1,
          downAfterMs: Number(options['down-after']) * 1000,
        }),
      ),
    ),
  )
}
