import { managedSystem } from '../common/replication/system.ts'
import type { Deployment, System } from '../target.ts'
import { commitWaits } from './commit-waits.ts'
import type { Context } from './context.ts'
import { classify } from './errors.ts'
import { replicated } from './replicated.ts'
import { sample } from './sample.ts'
import { sessionsOn } from './sessions-on.ts'

/** A deployed cluster as the rest of Murphy sees it. */
export async function makeSystem(context: Context, deployment: Deployment, closing: AbortController): Promise<System> {
  const { cluster, monitor, roles } = context
  const nodes = cluster.nodes.map((node) => node.name)
  const { version } = await monitor.ask<{ version: string }>(roles.leader, versionQuery, 2000)
  return managedSystem(
    { ...context, database: replicated(context) },
    {
      version: `PostgreSQL ${version}`,
      ...sessionsOn(deployment, (node) => node === roles.leader),
      classify,
      sample: () => sample(monitor, nodes, roles.leader),
      commitWaits: commitWaits(monitor, () => roles.leader),
    },
    closing,
    () => monitor.close(),
  )
}

/** As `18.1`. */
export const versionQuery = { text: "select split_part(current_setting('server_version'), ' ', 1) as version" }
