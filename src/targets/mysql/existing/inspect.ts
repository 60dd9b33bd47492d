import { MurphyError } from '../../../op/failure.ts'
import { type Door, named, visit, visitLeader } from '../../common/existing/door.ts'
import { ofMurphy } from '../../common/existing/space.ts'
import type { Server } from '../../target.ts'
import type { Connection } from '../connection.ts'
import { rowsOf } from './rows.ts'
import type { Family, LookAtEach, Topology, Visited } from './topology.ts'

/** One look at each server; nothing is written. Resolves with the tables there that are not Murphy's. */
export async function inspect(
  door: Door<Connection>,
  servers: readonly Server[],
  { family, topology }: { readonly family: Family; readonly topology: Topology },
): Promise<readonly string[]> {
  const each: LookAtEach = (look) =>
    Promise.all(
      servers.map(async (server) => ({
        server: named(server),
        seen: await visit(door, server, (connection) => look(rowsOf(connection))),
      })),
    )
  refuseVersions(family, await each(async (rows) => String((await rows('select @@version as version'))[0]?.version)))
  await topology.refuse(each)
  return await visitLeader(door, servers, async (connection) => {
    const found = await rowsOf(connection)(inUse)
    return found.map(({ name }) => String(name))
  })
}

function refuseVersions({ title, fits, otherwise }: Family, versions: readonly Visited<string>[]): void {
  const odd = versions.find(({ seen }) => !fits(seen))
  if (odd !== undefined)
    throw new MurphyError('usage', `${odd.server} is no ${title}: its version is ${odd.seen}.`, {
      hint: `For that there is murphy test ${otherwise}.`,
    })
}

/** Databases of other runs of Murphy's, and of the server's own, do not make a server one that is in use. */
const inUse = `select concat(table_schema, '.', table_name) as name from information_schema.tables
  where table_type = 'BASE TABLE' and table_schema not in ('mysql', 'sys', 'performance_schema', 'information_schema')
    and table_schema not regexp '^${ofMurphy}$'
  order by 1`
