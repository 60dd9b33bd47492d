import { attached, versionText } from '../../common/existing/attach.ts'
import type { Access, Deployment, System } from '../../target.ts'
import { ping } from '../ping.ts'
import { monitorOf, sessionsOn } from '../sessions-on.ts'
import { versionQuery } from '../version.ts'
import { loginAt } from './credentials.ts'
import { doorOf } from './door.ts'
import { hasArrived, make, remove } from './space.ts'
import type { Family, Topology } from './topology.ts'

const lookMs = 2000

/** Servers that run already, with a database of the run's own. Who leads, they say themselves. */
export function attach(
  deployment: Deployment,
  existing: Access & { space: string },
  { family, topology }: { readonly family: Family; readonly topology: Topology },
): Promise<System> {
  const { cluster, options } = deployment
  const { servers, secret, space } = existing
  const nodes = cluster.nodes.map(({ name }) => name)
  const logins = new Map(servers.map((server, i) => [nodes[i] ?? '', loginAt(server, secret)]))
  const monitor = monitorOf(cluster, topology.lookFirst, (node) => logins.get(node))
  const door = doorOf(secret, family)
  return attached(deployment, existing, {
    leads: (node) => topology.leads(monitor, node, lookMs),
    answers: (node) => monitor.ask(node, versionQuery, lookMs),
    async make() {
      await make(door, servers, space)
      await Promise.all(nodes.map((node) => hasArrived(monitor, node, space)))
    },
    remove: () => remove(door, servers, space),
    end: () => monitor.close(),
    async own() {
      const versions = nodes.map(async (node) => {
        const { version } = await monitor.ask<{ version: string }>(node, versionQuery, lookMs)
        return [node, version] as const
      })
      const levels = topology.levels?.(options)
      return {
        version: versionText(family.title, await Promise.all(versions)),
        ...sessionsOn(deployment, {
          ...(levels === undefined ? {} : { levels }),
          loginOf: (node) => ({ ...loginOf(logins, node), database: space }),
          first: topology.sessionFirst(options),
        }),
        classify: family.classify,
        sample: () => topology.sample(monitor, nodes),
        ping,
      }
    },
  })
}

function loginOf<L>(logins: ReadonlyMap<string, L>, node: string): L {
  const login = logins.get(node)
  if (login === undefined) throw new Error(`nobody said where ${node} is`)
  return login
}
