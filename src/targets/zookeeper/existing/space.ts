import { MurphyError } from '../../../op/failure.ts'
import { named, visit, visitLeader } from '../../common/existing/door.ts'
import { checked } from '../../common/existing/space.ts'
import type { Access } from '../../target.ts'
import { doorOf } from './door.ts'

/** All znodes of a run are below it. */
export const rootOf = (space: string) => `/${checked(space)}`

/** Removes all znodes of a run, one by one. False: there are none. */
export function remove({ servers, secret }: Access, space: string): Promise<boolean> {
  const root = rootOf(space)
  return visitLeader(doorOf(secret), servers, async ({ client }) => {
    // Asked to remove it, a server says NoAuth before it says NoNode.
    const made = await client.get(root)
    return made !== undefined && (await client.clear(root))
  })
}

/**
 * Rejects where the user may not make and remove it, and where a server does not know of it: an ensemble has no id by
 * which to tell it from another one.
 */
export async function make({ servers, secret }: Access, space: string): Promise<void> {
  const door = doorOf(secret)
  const root = rootOf(space)
  await visitLeader(door, servers, async ({ client }) => {
    await client.create(root, '')
    await client.clear(root)
    await client.create(root, '')
  })
  const there = await Promise.all(servers.map((server) => visit(door, server, ({ client }) => client.get(root))))
  const stranger = servers[there.indexOf(undefined)]
  if (stranger !== undefined)
    throw new MurphyError('usage', `${named(stranger)} is of another ensemble than the others: it has no ${root}.`, {
      hint: 'Give --nodes servers of one ensemble.',
    })
}
