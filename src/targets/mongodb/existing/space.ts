import { visitLeader } from '../../common/existing/door.ts'
import { checked } from '../../common/existing/space.ts'
import type { Access } from '../../target.ts'
import { doorOf } from './door.ts'

/** Drops the database of a run with all that is in it. False: there is none. */
export function remove({ servers, secret }: Access, space: string): Promise<boolean> {
  const name = checked(space)
  return visitLeader(doorOf(secret), servers, async (client) => {
    const { databases } = await client.db('admin').admin().listDatabases({ nameOnly: true, authorizedDatabases: true })
    if (!databases.some((one) => one.name === name)) return false
    await client.db(name).dropDatabase({ writeConcern: { w: 'majority', wtimeoutMS: 8000 } })
    return true
  })
}
