import { join } from 'node:path'
import { MurphyError } from '../../op/failure.ts'
import { empty, sh } from '../common/shell.ts'
import { poll } from '../common/wait.ts'
import type { Deployment, System } from '../target.ts'
import { Discovery } from './discovery.ts'
import { Monitor } from './monitor.ts'
import { initiate, whole } from './replica-set.ts'
import { boot } from './server.ts'
import { face } from './system.ts'
import { versionOf } from './version.ts'

const bootMs = 30_000
const changeMs = 30_000

/** Empty servers, made one replica set. May be called again after it failed. */
export async function deploy(deployment: Deployment): Promise<System> {
  const { cluster, log, record, options } = deployment
  const closing = new AbortController()
  const monitor = new Monitor(cluster)
  const nodes = cluster.nodes.map(({ name }) => name)
  const discovery = new Discovery(monitor, nodes, record)
  try {
    log('starting the servers')
    await Promise.all(
      cluster.nodes.map(async (node) => {
        await node.kill()
        await empty(node, node.dataDir)
        await sh(node, 'mkdir "$1"', join(node.dataDir, 'db'))
        await boot(monitor, node, bootMs, closing.signal)
      }),
    )
    log('initiating the replica set')
    await initiate(cluster, monitor, Number(options['election-timeout'] ?? 2000))
    await whole(discovery, closing.signal)
    return {
      version: await versionOf(monitor, nodes),
      ...face(deployment, { discovery, database: 'murphy' }),
      ...operated({ cluster, monitor, discovery, record, signal: closing.signal }),
      async close() {
        closing.abort()
        monitor.close()
      },
    }
  } catch (error) {
    closing.abort()
    monitor.close()
    throw error
  }
}

interface Parts extends Pick<Deployment, 'cluster' | 'record'> {
  readonly monitor: Monitor
  readonly discovery: Discovery
  readonly signal: AbortSignal
}

/** What an operator does with servers of Murphy's own. A member that comes back finds its place by itself, rollback included. */
function operated({ cluster, monitor, discovery, record, signal }: Parts) {
  return {
    async start(name: string): Promise<void> {
      const { role } = await boot(monitor, cluster.node(name), bootMs, signal)
      record('rejoin', { node: name, role })
    },

    /** SIGTERM: a primary steps down before it ends. */
    async stop(name: string): Promise<void> {
      const node = cluster.node(name)
      await node.signal('SIGTERM')
      const down = await poll({ ms: changeMs, everyMs: 100, signal }, async () =>
        (await node.state()) === 'stopped' ? true : undefined,
      )
      if (down === undefined)
        throw new MurphyError('broken', `MongoDB on ${name} still runs after ${changeMs / 1000} s.`)
    },

    async switchover(): Promise<string> {
      const from = discovery.leader
      // It stays out of elections for the first of these, and waits for a secondary that has everything for the second.
      const command = { replSetStepDown: 20, secondaryCatchUpPeriodSecs: 10 }
      await monitor.ask(from, command, changeMs)
      const to = await poll({ ms: changeMs, everyMs: 100, signal }, async () => {
        await discovery.ask()
        return discovery.leader === from ? undefined : discovery.leader
      })
      if (to === undefined) throw new MurphyError('broken', `${from} stepped down, and nobody leads in its place.`)
      return to
    },
  }
}
