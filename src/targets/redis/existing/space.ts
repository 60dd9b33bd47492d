import { visitLeader } from '../../common/existing/door.ts'
import { checked } from '../../common/existing/space.ts'
import type { Access } from '../../target.ts'
import type { Connection } from '../connection.ts'
import { doorOf } from './door.ts'
import { keys } from './keys.ts'

/** All keys of a run begin with it. */
export const prefixOf = (space: string) => `${checked(space)}:`

/** Removes all keys of a run, one by one: a database is never flushed. False: there are none. */
export function remove({ servers, secret }: Access, space: string): Promise<boolean> {
  const prefix = prefixOf(space)
  return visitLeader(doorOf(secret), servers, (connection) => clear(connection, prefix))
}

export async function clear(connection: Pick<Connection, 'send'>, prefix: string): Promise<boolean> {
  let removed = false
  for await (const part of keys(connection, `${prefix}*`)) {
    const own = part.filter((key) => key.startsWith(prefix))
    if (own.length === 0) continue
    await connection.send('DEL', ...own)
    removed = true
  }
  return removed
}

/** Rejects where the user may not write there, or the master takes no writes. */
export async function tryToWrite({ servers, secret }: Access, space: string): Promise<void> {
  const key = `${prefixOf(space)}murphy`
  await visitLeader(doorOf(secret), servers, (connection) => connection.send('SET', key, ''))
}
