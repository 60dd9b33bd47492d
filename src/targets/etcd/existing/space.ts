import { visitLeader } from '../../common/existing/door.ts'
import { checked } from '../../common/existing/space.ts'
import type { Access } from '../../target.ts'
import { Kv } from '../kv.ts'
import { doorOf } from './door.ts'

/** All keys of a run begin with it. */
export const prefixOf = (space: string) => `${checked(space)}/`

/** Removes all keys of a run. False: there are none. */
export function remove({ servers, secret }: Access, space: string): Promise<boolean> {
  const prefix = prefixOf(space)
  return visitLeader(doorOf(secret), servers, (gateway) => new Kv(gateway, { serializable: false, prefix }).clear())
}

/** Rejects where the user may not write there. */
export async function tryToWrite({ servers, secret }: Access, space: string): Promise<void> {
  const prefix = prefixOf(space)
  await visitLeader(doorOf(secret), servers, (gateway) =>
    new Kv(gateway, { serializable: false, prefix }).put('murphy', ''),
  )
}
