import type { MongoClient } from 'mongodb'
import { MurphyError } from '../../../op/failure.ts'
import { byName } from '../../../op/names.ts'
import { named, visit } from '../../common/existing/door.ts'
import { ofMurphy } from '../../common/existing/space.ts'
import type { Access } from '../../target.ts'
import { settings } from '../settings.ts'
import { doorOf, hello } from './door.ts'

interface Seen {
  readonly primary: boolean
  readonly set: string | undefined
  readonly collections: readonly string[]
  /** The set's default write concern; undefined where it may not be asked. */
  readonly defaultWrite: unknown
}

/** One look at each server; nothing is written. Resolves with the collections there that are not Murphy's. */
export async function inspect({ servers, secret }: Access, settingName: string): Promise<readonly string[]> {
  const door = doorOf(secret)
  const seen = await Promise.all(
    servers.map((server) =>
      visit(door, server, async (client): Promise<Seen> => {
        const { isWritablePrimary = false, setName } = await hello(client)
        const asked = isWritablePrimary ? await inUse(client) : []
        return {
          primary: isWritablePrimary,
          set: setName,
          collections: asked,
          defaultWrite: await defaultWrite(client),
        }
      }),
    ),
  )
  const [first] = seen
  const odd = seen.findIndex(({ set }) => set === undefined || set !== first?.set)
  const [one, other] = [servers[0], servers[odd]]
  if (one !== undefined && other !== undefined)
    throw new MurphyError('usage', `${named(other)} is not a member of the replica set of ${named(one)}.`, {
      hint: 'Give --nodes the members of one replica set; not mongos, and no server that stands alone.',
    })
  const primary = seen.find((each) => each.primary)
  if (primary === undefined)
    throw new MurphyError('usage', 'None of these servers is a primary (hello says so on none).', {
      hint: 'Give --nodes the primary, too.',
    })
  refuseDefault(primary, settingName)
  return primary.collections
}

/** The setting `default` claims what the server's own default is, unless somebody has set another. */
function refuseDefault({ defaultWrite: w }: Seen, settingName: string): void {
  const { name } = byName('setting of mongodb', settings, settingName)
  if (name !== 'default' || w === undefined || w === 'majority') return
  throw new MurphyError(
    'usage',
    `The setting "default" does not fit: the set's default write concern is ${String(w)}.`,
    {
      hint: 'Say --setting custom, or which concerns are meant.',
    },
  )
}

async function defaultWrite(client: MongoClient): Promise<unknown> {
  const { defaultWriteConcern } = await client
    .db('admin')
    .command({ getDefaultRWConcern: 1 })
    .catch((): { defaultWriteConcern?: { w?: unknown } } => ({}))
  return defaultWriteConcern?.w
}

const notTheirs = new RegExp(`^(admin|config|local|${ofMurphy})$`)

/** Databases of other runs of Murphy's, and of the server's own, do not make a server one that is in use. */
async function inUse(client: MongoClient): Promise<string[]> {
  const { databases } = await client.db('admin').admin().listDatabases({ nameOnly: true, authorizedDatabases: true })
  const theirs = databases.map(({ name }) => name).filter((name) => !notTheirs.test(name))
  const found = await Promise.all(
    theirs.map(async (database) => {
      const collections = await client
        .db(database)
        .listCollections({}, { nameOnly: true, authorizedCollections: true })
        .toArray()
      return collections.map(({ name }) => `${database}.${name}`)
    }),
  )
  return found.flat()
}
