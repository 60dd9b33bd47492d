import { MurphyError } from '../../../op/failure.ts'
import { poll } from '../../common/wait.ts'
import type { Access, Deployment, System } from '../../target.ts'
import { Discovery } from '../discovery.ts'
import { Monitor } from '../monitor.ts'
import { face } from '../system.ts'
import { versionOf } from '../version.ts'
import { loginAt } from './credentials.ts'
import { remove } from './space.ts'

/** From the end of the owner's command until the server answers. */
const startMs = 30_000
const lookMs = 2000

/**
 * The members of a replica set that runs already, with a database of the run's own, which comes into being with its first
 * collection. Nobody is started, stopped or told to step down by Murphy.
 */
export async function attach(deployment: Deployment, existing: Access & { space: string }): Promise<System> {
  const { cluster, log, record } = deployment
  const nodes = cluster.nodes.map(({ name }) => name)
  const logins = new Map(existing.servers.map((server, i) => [nodes[i] ?? '', loginAt(server, existing.secret)]))
  const loginOf = (node: string) => logins.get(node)
  const monitor = new Monitor(cluster, loginOf)
  try {
    const discovery = new Discovery(monitor, nodes, record)
    await discovery.ask()
    if (discovery.leader === '') throw new MurphyError('broken', 'None of the servers says that it is the primary.')
    log(`${discovery.leader} leads; everything is made in the database ${existing.space}`)
    return {
      version: await versionOf(monitor, nodes),
      ...face(deployment, { discovery, database: existing.space, loginOf }),
      async start(node) {
        await cluster.node(node).start([])
        await poll({ ms: startMs, everyMs: 100 }, () => monitor.ask(node, { hello: 1 }, lookMs))
      },
      async close() {
        monitor.close()
        await remove(existing, existing.space)
      },
    }
  } catch (error) {
    monitor.close()
    throw error
  }
}
