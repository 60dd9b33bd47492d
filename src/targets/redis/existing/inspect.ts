import { MurphyError } from '../../../op/failure.ts'
import { byName } from '../../../op/names.ts'
import { named, visit } from '../../common/existing/door.ts'
import { ofMurphy } from '../../common/existing/space.ts'
import type { Access, Server } from '../../target.ts'
import type { Connection } from '../connection.ts'
import { settings } from '../settings.ts'
import { doorOf, info } from './door.ts'
import { keys } from './keys.ts'

interface Seen {
  readonly server: Server
  /** What the server says of itself (INFO). */
  readonly said: ReadonlyMap<string, string>
  /** Keys on the master that are not Murphy's. */
  readonly theirs: readonly string[]
}

/** One look at each server; nothing is written. Resolves with keys there that are not Murphy's. */
export async function inspect({ servers, secret }: Access, settingName: string): Promise<readonly string[]> {
  const door = doorOf(secret)
  const seen = await Promise.all(
    servers.map((server) =>
      visit(door, server, async (connection): Promise<Seen> => {
        const said = await info(connection)
        const inUse = said.get('role') === 'master' && said.get('redis_mode') === 'standalone'
        return { server, said, theirs: inUse ? await theirs(connection) : [] }
      }),
    ),
  )
  refuseOthers(seen)
  refuseStrangers(seen)
  const master = seen.find(({ said }) => said.get('role') === 'master')
  if (master === undefined) {
    const follows = [...new Set(seen.map(({ said }) => `${said.get('master_host')}:${said.get('master_port')}`))]
    throw new MurphyError('usage', 'None of these servers is a master (INFO says so on none).', {
      hint: `Give --nodes the master, too: these follow ${follows.join(', ')}.`,
    })
  }
  refuseSetting(master, settingName)
  return master.theirs
}

/** What speaks the protocol, and is no server of one master and its replicas. */
function refuseOthers(seen: readonly Seen[]): void {
  const kinds = new Map([
    ['sentinel', 'is a sentinel, not a server that holds data'],
    ['cluster', 'is a node of Redis Cluster, which Murphy does not know'],
  ])
  for (const { server, said } of seen) {
    const kind = kinds.get(said.get('redis_mode') ?? '')
    if (kind !== undefined)
      throw new MurphyError('usage', `${named(server)} ${kind}.`, { hint: 'Give --nodes one master and its replicas.' })
  }
}

/** All that follow one master have its replication id (redis.io documentation, Redis replication). */
function refuseStrangers(seen: readonly Seen[]): void {
  const [first] = seen
  const odd = (of: (one: Seen) => unknown) => seen.find((one) => first !== undefined && of(one) !== of(first))
  const stranger = odd(({ said }) => said.get('master_replid'))
  if (first !== undefined && stranger !== undefined)
    throw new MurphyError(
      'usage',
      `${named(first.server)} and ${named(stranger.server)} are not one master and its replicas: their replication ids (master_replid) differ.`,
      { hint: 'Give --nodes one master and replicas of it that have found it.' },
    )
  const elsewhere = odd(({ server }) => Number(server.database ?? 0))
  if (first !== undefined && elsewhere !== undefined)
    throw new MurphyError(
      'usage',
      `The URLs of ${named(first.server)} and ${named(elsewhere.server)} name different databases.`,
      { hint: 'Say the same number in each URL.' },
    )
}

/** A master says how many good replicas it has where it asks for some (min-replicas-to-write and -max-lag). */
function refuseSetting({ server, said }: Seen, settingName: string): void {
  const setting = byName('setting of redis', settings, settingName)
  if (setting.minReplicas === 0 || said.has('min_slaves_good_slaves')) return
  throw new MurphyError(
    'usage',
    `The setting "${setting.name}" does not fit: min-replicas-to-write is not in force on ${named(server)}.`,
    { hint: 'Say --setting sentinel, or set min-replicas-to-write on all servers first.' },
  )
}

const murphys = new RegExp(`^${ofMurphy}:`)

/** Of the database that is used; where there are many, only the first that are found. */
async function theirs(connection: Connection): Promise<string[]> {
  for await (const part of keys(connection, '*')) {
    const found = part.filter((key) => !murphys.test(key))
    if (found.length > 0) return found
  }
  return []
}
