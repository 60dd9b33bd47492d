import { MurphyError } from '../../../op/failure.ts'
import { byName } from '../../../op/names.ts'
import { poll } from '../../common/wait.ts'
import type { Access, Deployment, System } from '../../target.ts'
import { Members } from '../members.ts'
import { settings } from '../settings.ts'
import { face } from '../system.ts'
import { loginAt } from './credentials.ts'
import { prefixOf, remove, tryToWrite } from './space.ts'

const lookMs = 2000
/** From the end of the owner's command until the member answers. */
const startMs = 30_000

/** Members of a cluster that runs already; all keys of the run begin with a prefix of its own. */
export async function attach(deployment: Deployment, existing: Access & { space: string }): Promise<System> {
  const { cluster, log, record } = deployment
  const reads = byName('setting of etcd', settings, deployment.setting)
  const logins = new Map(
    cluster.nodes.flatMap(({ name }, i) => {
      const server = existing.servers[i]
      return server === undefined ? [] : [[name, loginAt(server, existing.secret)] as const]
    }),
  )
  const loginOf = (node: string) => logins.get(node)
  const members = new Members(cluster, record, loginOf)
  try {
    await poll({ ms: 2 * lookMs, everyMs: 100 }, async () => {
      await members.sample()
      return members.leader === '' ? undefined : true
    })
    const [first] = cluster.nodes
    const asked = members.leader === '' ? first?.name : members.leader
    if (asked === undefined) throw new MurphyError('broken', 'There are no members.')
    const { version } = await members.status(asked, lookMs)
    await tryToWrite(existing, existing.space)
    log(`all keys begin with ${prefixOf(existing.space)}, and are removed at the end`)
    return {
      ...face({ cluster, members, version, reads, loginOf, prefix: prefixOf(existing.space) }),
      async start(node) {
        await cluster.node(node).start([])
        await poll({ ms: startMs, everyMs: 100 }, () => members.status(node, lookMs))
      },
      async close() {
        members.close()
        await remove(existing, existing.space)
      },
    }
  } catch (error) {
    members.close()
    throw error
  }
}
