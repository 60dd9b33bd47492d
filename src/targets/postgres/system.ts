import { byName } from '../../op/names.ts'
import type { Deployment, System } from '../target.ts'
import { Connection } from './connection.ts'
import type { Context } from './context.ts'
import { classify } from './errors.ts'
import { isolationLevels, levels } from './isolation.ts'
import { Manager } from './manager.ts'
import { NotInService } from './not-in-service.ts'
import { ping } from './ping.ts'
import { sample } from './sample.ts'
import { sessions } from './sessions.ts'
import { shutDown } from './shut-down.ts'
import { rewrites, sqlForms } from './sql-forms.ts'

const connectMs = 2000

/** A deployed cluster as the rest of Murphy sees it. */
export async function makeSystem(
  context: Context,
  { options, record }: Deployment,
  closing: AbortController,
): Promise<System> {
  const { cluster, monitor, roles } = context
  const nodes = cluster.nodes.map((node) => node.name)
  const isolation = byName('isolation level', isolationLevels, String(options.isolation ?? 'read-committed'))
  const form = byName('SQL form', sqlForms, String(options['sql-form'] ?? 'mixed'))
  const tables = Number(options.tables ?? 3)
  const { version } = await monitor.ask<{ version: string }>(roles.leader, versionQuery, 2000)
  const manager = new Manager(context)
  const levelOn = levels(isolation, (node) => node === roles.leader, record)
  return {
    version: `PostgreSQL ${version}`,
    consistency: isolation.model,
    appends: rewrites(form) ? 'read-then-write' : 'atomic',
    async connect(type, node) {
      if (roles.withheld && node === roles.leader) throw new NotInService(`${node} is not in service yet`)
      const address = cluster.address(node, 'client')
      const connection = await Connection.open(address, {
        timeoutMs: connectMs,
        name: 'murphy',
        isolation: levelOn(node),
      })
      return sessions[type](connection, { isolation: () => levelOn(node), form, tables })
    },
    classify,
    primary: () => roles.leader,
    sample: () => sample(monitor, nodes, roles.leader),
    ping,
    start: (node) => manager.start(node),
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

const versionQuery = { text: "select split_part(current_setting('server_version'), ' ', 1) as version" }
