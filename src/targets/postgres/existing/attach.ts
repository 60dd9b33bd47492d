import { attached, versionText } from '../../common/existing/attach.ts'
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

/** Servers that run already, with a schema of the run's own. Who leads, they say themselves (pg_is_in_recovery). */
export function attach(deployment: Deployment, existing: Access & { space: string }): Promise<System> {
  const { cluster } = deployment
  const nodes = cluster.nodes.map(({ name }) => name)
  const logins = new Map(
    existing.servers.map((server, i) => [
      nodes[i] ?? '',
      { ...loginAt(server, existing.secret), schema: existing.space },
    ]),
  )
  const loginOf = (node: string) => logins.get(node)
  const monitor = monitorOf(cluster, loginOf)
  return attached(deployment, existing, {
    leads: (node) => look(monitor, node, lookMs).then(({ recovering }) => !recovering),
    answers: (node) => look(monitor, node, lookMs),
    make: () => make(existing, existing.space),
    remove: () => remove(existing, existing.space),
    end: () => monitor.close(),
    async own(leader) {
      const versions = nodes.map(async (node) => {
        const { version } = await monitor.ask<{ version: string }>(node, versionQuery, lookMs)
        return [node, version] as const
      })
      return {
        version: versionText('PostgreSQL', await Promise.all(versions)),
        ...sessionsOn(deployment, (node) => node === leader(), { loginOf }),
        classify,
        sample: () => sample(monitor, nodes, leader()),
        ping,
      }
    },
  })
}
