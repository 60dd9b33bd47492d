import { MurphyError } from '../../../op/failure.ts'
import { messageOf } from '../error-table.ts'
import type { Context } from './context.ts'
import { streams } from './follow.ts'

const bootMs = 15_000
const streamMs = 5000
const pingMs = 1000

/** Starts a stopped node that leads, as it is: it recovers from its own WAL. */
export async function restartLeader(context: Context): Promise<void> {
  const { roles, waits, database, record } = context
  const node = roles.leader
  roles.withheld = waits
  await database.boot(node, { standby: false }, bootMs)
  roles.fenced.delete(node)
  record('restart', { node, role: 'primary' })
}

/**
 * Starts a stopped node as a standby of the leader. One that did not follow the leader before may have WAL that the
 * leader never had: its data is made anew from the leader's, and so is that of one that turns out unable to follow.
 */
export async function rejoin(context: Context, name: string): Promise<void> {
  const { roles, database, record, recordChange } = context
  try {
    let by = 'its own data'
    if (roles.unusable.has(name) || !roles.standbys.has(name)) {
      if (!(await reaches(context, name))) return await startAlone(context, name)
      by = await resync(context, name)
    }
    let streaming = await startStandby(context, name)
    if (!streaming && (await reaches(context, name)) && (await database.hasForked(name, roles.leader))) {
      by = await renew(context, name)
      streaming = !roles.astray.has(name)
    }
    record('rejoin', { node: name, to: roles.leader, by, streaming })
  } catch (error) {
    recordChange('rejoin-failed', { node: name, to: roles.leader, error: messageOf(error) })
    throw error
  }
}

/**
 * The way to the leader is cut: the node serves reads of what it has. It is not told whom to follow: with WAL of its own
 * that goes further than the leader's it would confirm commits that it does not have.
 */
async function startAlone(context: Context, name: string): Promise<void> {
  const { roles, database, record } = context
  if (roles.unusable.has(name))
    throw new MurphyError('broken', `${name} has no whole data and cannot reach ${roles.leader}.`)
  roles.astray.add(name)
  await database.boot(name, { standby: true }, bootMs)
  roles.fenced.delete(name)
  record('rejoin', { node: name, to: null, by: 'its own data', streaming: false })
}

/** Makes a running node a standby whose data is the leader's; how. */
export async function renew(context: Context, name: string): Promise<string> {
  context.roles.fenced.add(name)
  await context.cluster.node(name).kill()
  const by = await resync(context, name)
  await startStandby(context, name)
  return by
}

/** Whether the way to the leader is open, and the leader answers at its end: an open way to nobody helps nobody. */
export async function reaches({ cluster, roles, database }: Context, name: string): Promise<boolean> {
  const leader = cluster.address(roles.leader, 'client')
  return (await database.ping(leader, pingMs)) && (await cluster.network.reaches(name, roles.leader, database.ping))
}

async function startStandby(context: Context, name: string): Promise<boolean> {
  const { roles, database } = context
  // Before it can confirm anything.
  roles.standbys.add(name)
  roles.astray.add(name)
  await database.boot(name, { standby: true, upstream: roles.leader }, bootMs)
  roles.fenced.delete(name)
  return (await reaches(context, name)) && (await streams(context, name, streamMs))
}

async function resync({ roles, database }: Context, name: string): Promise<string> {
  if (name === roles.leader) throw new MurphyError('broken', `${name} leads and cannot be made anew from itself.`)
  roles.unusable.add(name)
  const by = await database.resync(name, roles.leader)
  roles.unusable.delete(name)
  return by
}
