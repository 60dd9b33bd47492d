import { MurphyError } from '../../../op/failure.ts'
import { byName } from '../../../op/names.ts'
import { named, visit } from '../../common/existing/door.ts'
import { ofMurphy } from '../../common/existing/space.ts'
import type { Access } from '../../target.ts'
import type { Connection } from '../connection.ts'
import { settings } from '../settings.ts'
import { doorOf } from './door.ts'

interface Seen {
  readonly recovering: boolean
  /** Unique to the primary's cluster, and the same on all that stream from it. */
  readonly system: string
  readonly database: string
  readonly waitsFor: string
  readonly tables: string[]
}

/** One look at each server; nothing is written. Resolves with the tables there that are not Murphy's. */
export async function inspect({ servers, secret }: Access, settingName: string): Promise<readonly string[]> {
  const door = doorOf(secret)
  const seen = await Promise.all(servers.map((server) => visit(door, server, look)))
  const [first] = seen
  const primary = seen.find(({ recovering }) => !recovering)
  const odd = seen.findIndex((one) => one.system !== first?.system || one.database !== first.database)
  const [one, other] = [servers[0], servers[odd]]
  if (one !== undefined && other !== undefined)
    throw new MurphyError(
      'usage',
      `${named(one)} and ${named(other)} are not one cluster: their system identifiers or databases differ.`,
      {
        hint: 'Give --nodes the primary and its standbys.',
      },
    )
  if (primary === undefined)
    throw new MurphyError('usage', 'None of these servers is a primary (pg_is_in_recovery says true on all).', {
      hint: 'Give --nodes the primary, too.',
    })
  const setting = byName('setting of postgres', settings, settingName)
  if (setting.waitFor !== undefined && primary.waitsFor === '')
    throw new MurphyError(
      'usage',
      `The setting "${setting.name}" does not fit: synchronous_standby_names is empty on the primary.`,
      {
        hint: 'Say --setting async, or set up synchronous replication first.',
      },
    )
  return primary.tables
}

async function look(connection: Connection): Promise<Seen> {
  const { rows } = await connection.query<Seen>({ text: question })
  if (rows[0] === undefined) throw new Error('it answered with nothing')
  return rows[0]
}

/** Schemas of other runs of Murphy's do not make a database one that is in use. */
const question = `select pg_is_in_recovery() as recovering,
  (select system_identifier::text from pg_control_system()) as system,
  current_database()::text as database,
  current_setting('synchronous_standby_names') as "waitsFor",
  coalesce((select json_agg(format('%s.%s', nspname, relname) order by nspname, relname)
    from pg_class join pg_namespace n on n.oid = relnamespace
    where relkind in ('r', 'p', 'f', 'm') and nspname !~ '^(pg_|information_schema$|${ofMurphy}$)'), '[]') as tables`
