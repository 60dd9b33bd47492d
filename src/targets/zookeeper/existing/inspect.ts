import { MurphyError } from '../../../op/failure.ts'
import { named, visit, visitLeader } from '../../common/existing/door.ts'
import { ofMurphy } from '../../common/existing/space.ts'
import type { Access } from '../../target.ts'
import { leads } from '../ensemble.ts'
import { doorOf, type Entered, isNoAuth } from './door.ts'

/** ZooKeeper's own (ZooDefs.ZOOKEEPER_NODE_SUBTREE), and Murphy's. */
const known = new RegExp(`^(zookeeper|${ofMurphy})$`)

/** One look at each server; nothing is written. Resolves with znodes there that are not Murphy's. */
export async function inspect({ servers, secret }: Access): Promise<readonly string[]> {
  const door = doorOf(secret)
  const seen = await Promise.all(servers.map((server) => visit(door, server, async ({ status }) => status)))
  const [one, other] = servers.filter((_, i) => seen[i] !== undefined && leads(seen[i]))
  if (one === undefined)
    throw new MurphyError('usage', 'None of these servers leads.', { hint: 'Give --nodes the leader, too.' })
  if (other !== undefined)
    throw new MurphyError('usage', `${named(one)} and ${named(other)} both lead: they are not one ensemble.`, {
      hint: 'Give --nodes servers of one ensemble.',
    })
  return await visitLeader(door, servers, inUse)
}

/** At the root. Who may not look there has a part of his own. */
async function inUse({ client }: Entered): Promise<string[]> {
  try {
    const found = await client.children('/')
    return found.filter((name) => !known.test(name)).map((name) => `/${name}`)
  } catch (error) {
    if (isNoAuth(error)) return []
    throw error
  }
}
