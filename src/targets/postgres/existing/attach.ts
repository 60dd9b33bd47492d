import { MurphyError } from '../../../op/failure.ts'
import { CannotConnect } from '../../common/cannot-connect.ts'
import { Leading } from '../../common/leading.ts'
import { poll } from '../../common/wait.ts'
import type { Monitor } from '../../sql/monitor.ts'
import type { Access, Deployment, System } from '../../target.ts'
import { classify } from '../errors.ts'
import { look } from '../look.ts'
import { monitorOf } from '../monitor.ts'
import { ping } from '../ping.ts'
import { sample } from '../sample.ts'
import { sessionsOn } from '../sessions-on.ts'
import { versionQuery } from '../system.ts'
import { loginAt } from './credentials.ts'
import { make, remove } from './space.ts'

const lookMs = 2000
/** From the end of the owner's command until the server answers. */
const startMs = 30_000

/**
 * Servers that run already, with a schema of the run's own. Who leads is what they say themselves (pg_is_in_recovery):
 * asked with every sample, and at once where a connection cannot be made. Nobody is promoted by Murphy.
 */
export async function attach(deployment: Deployment, existing: Access & { space: string }): Promise<System> {
  const { cluster, log } = deployment
  const nodes = cluster.nodes.map(({ name }) => name)
  const logins = new Map(
    existing.servers.map((server, i) => [
      nodes[i] ?? '',
      { ...loginAt(server, existing.secret), schema: existing.space },
    ]),
  )
  const loginOf = (node: string) => logins.get(node)
  const monitor = monitorOf(cluster, loginOf)
  const leading = new Leading(deployment.record)
  const askWhoLeads = async () => {
    const leads = (node: string) =>
      look(monitor, node, lookMs).then(
        ({ recovering }) => !recovering,
        () => false,
      )
    const answers = await Promise.all(nodes.map(leads))
    leading.follow(nodes.filter((_, i) => answers[i]))
  }
  try {
    await askWhoLeads()
    if (leading.node === '') throw new MurphyError('broken', 'None of the servers says that it is the primary.')
    const version = await versionOf(monitor, nodes)
    log(`${leading.node} leads; everything is made in its schema ${existing.space}`)
    await make(existing, existing.space)
    const { connect, ...promises } = sessionsOn(deployment, (node) => node === leading.node, { loginOf })
    return {
      version,
      ...promises,
      async connect(type, node) {
        try {
          return await connect(type, node)
        } catch (error) {
          if (error instanceof CannotConnect) await askWhoLeads()
          throw error
        }
      },
      classify,
      primary: () => leading.node,
      async sample() {
        const seen = await sample(monitor, nodes, leading.node)
        leading.follow(seen.filter(({ role }) => role === 'primary').map(({ node }) => node))
        return seen
      },
      ping,
      async start(node) {
        await cluster.node(node).start([])
        await poll({ ms: startMs, everyMs: 100 }, () => look(monitor, node, lookMs))
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

/** One version, or each server's. */
async function versionOf(monitor: Monitor, nodes: readonly string[]): Promise<string> {
  const versions = await Promise.all(
    nodes.map((node) => monitor.ask<{ version: string }>(node, versionQuery, lookMs).then(({ version }) => version)),
  )
  const different = new Set(versions).size > 1
  return `PostgreSQL ${different ? versions.map((version, i) => `${version} (${nodes[i]})`).join(', ') : versions[0]}`
}
