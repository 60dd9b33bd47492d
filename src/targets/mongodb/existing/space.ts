import type { Access } from '../../target.ts'
import { onPrimary } from './on-servers.ts'

/** Drops the database of a run with all that is in it. False: there is none. */
export function remove(access: Access, space: string): Promise<boolean> {
  if (!/^murphy_[0-9a-f]+$/.test(space)) throw new Error(`not a database of Murphy's: ${space}`)
  return onPrimary(access, async (client) => {
    const { databases } = await client.db('admin').admin().listDatabases({ nameOnly: true, authorizedDatabases: true })
    if (!databases.some(({ name }) => name === space)) return false
    await client.db(space).dropDatabase({ writeConcern: { w: 'majority', wtimeoutMS: 8000 } })
    return true
  })
}
