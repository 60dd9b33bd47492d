import { MurphyError } from '../../../op/failure.ts'
import { named, visit, visitLeader } from '../../common/existing/door.ts'
import type { Access } from '../../target.ts'
import { EtcdError, type Fields, type Gateway } from '../gateway.ts'
import { after, keys } from '../kv.ts'
import { doorOf, lookMs, statusOf } from './door.ts'

const murphys = 'murphy_'

/** One look at each member; nothing is written. Resolves with keys there that are not Murphy's. */
export async function inspect({ servers, secret }: Access): Promise<readonly string[]> {
  const door = doorOf(secret)
  const seen = await Promise.all(servers.map((server) => visit(door, server, statusOf)))
  const ids = seen.map(({ header }) => String((header as Fields).cluster_id))
  const [one, other] = [servers[0], servers[ids.findIndex((id) => id !== ids[0])]]
  if (one !== undefined && other !== undefined)
    throw new MurphyError('usage', `${named(one)} and ${named(other)} are members of different clusters.`, {
      hint: 'Give --nodes members of one cluster.',
    })
  const alone = servers[seen.findIndex(({ leader }) => typeof leader !== 'string')]
  if (alone !== undefined)
    throw new MurphyError('usage', `The member ${named(alone)} knows no leader.`, {
      hint: 'Let the cluster become whole first, or leave this member out.',
    })
  return await visitLeader(door, servers, inUse)
}

/** Before and behind those of Murphy's. Who may not look at all keys has a part of his own. */
async function inUse(gateway: Gateway): Promise<string[]> {
  try {
    const found = await Promise.all([keys(gateway, '\0', murphys, lookMs), keys(gateway, after(murphys), '\0', lookMs)])
    return found.flat()
  } catch (error) {
    if (error instanceof EtcdError && /permission denied/.test(error.message)) return []
    throw error
  }
}
