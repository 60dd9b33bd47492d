import { MurphyError } from '../../../op/failure.ts'
import { byName } from '../../../op/names.ts'
import { poll } from '../../common/wait.ts'
import type { Access, Deployment, System } from '../../target.ts'
import { Ensemble, statusOf } from '../ensemble.ts'
import { settings } from '../settings.ts'
import { face } from '../system.ts'
import { loginAt } from './credentials.ts'
import { make, remove, rootOf } from './space.ts'

const lookMs = 4000
/** From the end of the owner's command until the server answers. */
const startMs = 30_000

/** Servers of an ensemble that runs already; all znodes of the run are below one of its own. */
export async function attach(deployment: Deployment, existing: Access & { space: string }): Promise<System> {
  const { cluster, log, record } = deployment
  const { servers, secret, space } = existing
  const reads = byName('setting of zookeeper', settings, deployment.setting)
  const logins = new Map(cluster.nodes.map(({ name }, i) => [name, servers[i] && loginAt(servers[i], secret)]))
  const ensemble = new Ensemble(cluster, record)
  await poll({ ms: lookMs, everyMs: 100 }, async () => {
    await ensemble.sample()
    return ensemble.leader === '' ? undefined : true
  })
  if (ensemble.leader === '') throw new MurphyError('broken', 'None of the servers says that it leads.')
  const version = await ensemble.version()
  const root = rootOf(space)
  await make(existing, space)
  log(`all znodes are below ${root}, and are removed at the end`)
  return {
    ...face({ cluster, ensemble, version, reads, loginOf: (node) => logins.get(node), root }),
    async start(node) {
      await cluster.node(node).start([])
      await poll({ ms: startMs, everyMs: 100 }, () => statusOf(cluster.address(node, 'client')))
    },
    async close() {
      await remove(existing, space)
    },
  }
}
