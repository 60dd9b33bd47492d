import { NotInService } from '../common/not-in-service.ts'
import type { Deployment, System } from '../target.ts'
import type { Context } from './context.ts'
import { classify } from './errors.ts'
import { Manager } from './manager.ts'
import { ping } from './ping.ts'
import { sample } from './sample.ts'
import { sessionsOn } from './sessions-on.ts'
import { shutDown } from './shut-down.ts'

/** A deployed cluster as the rest of Murphy sees it. */
export async function makeSystem(context: Context, deployment: Deployment, closing: AbortController): Promise<System> {
  const { cluster, monitor, roles } = context
  const nodes = cluster.nodes.map((node) => node.name)
  const { version } = await monitor.ask<{ version: string }>(roles.leader, versionQuery, 2000)
  const { connect, ...promises } = sessionsOn(deployment, (node) => node === roles.leader)
  const manager = new Manager(context)
  return {
    version: `PostgreSQL ${version}`,
    ...promises,
    async connect(type, node) {
      if (roles.withheld && node === roles.leader) throw new NotInService(`${node} is not in service yet`)
      return await connect(type, node)
    },
    classify,
    primary: () => roles.leader,
    sample: () => sample(monitor, nodes, roles.leader),
    ping,
    start: (node) => manager.start(node),
    keepsDown: (node) => roles.fenced.has(node) || roles.unusable.has(node),
    stop: (node) => shutDown(context, node),
    failover: (options) => manager.failover(options?.choose),
    switchover: () => manager.switchover(),
    remove: (node) => manager.remove(node),
    watch: () => manager.watch(),
    async close() {
      closing.abort()
      await manager.close()
      monitor.close()
    },
  }
}

/** As `18.1`. */
export const versionQuery = { text: "select split_part(current_setting('server_version'), ' ', 1) as version" }
