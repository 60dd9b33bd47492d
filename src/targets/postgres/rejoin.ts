import { MurphyError } from '../../op/failure.ts'
import { messageOf } from '../common/error-table.ts'
import type { Context } from './context.ts'
import { hasForked } from './fork.ts'
import { ping } from './ping.ts'
import { boot, configure } from './server.ts'
import { streams } from './streaming.ts'

const bootMs = 15_000
const streamMs = 5000
const pingMs = 1000

/** Starts a stopped node that leads, as it is: it recovers from its own WAL. */
export async function restartLeader(context: Context): Promise<void> {
  const { cluster, roles, setting, record } = context
  const node = cluster.node(roles.leader)
  await configure(context, node, { standby: false })
  roles.withheld = setting.waitFor !== undefined
  await boot(context, node, bootMs)
  roles.fenced.delete(node.name)
  record('restart', { node: node.name, role: 'primary' })
}

/**
 * Starts a stopped node as a standby of the leader. One that did not follow the leader before may have WAL that the
 * leader never had: its data is made anew from the leader's, and so is that of one that turns out unable to follow.
 */
export async function rejoin(context: Context, name: string): Promise<void> {
  const { roles, record, recordChange } = context
  try {
    let by = 'its own data'
    if (roles.unusable.has(name) || !roles.standbys.has(name)) {
      if (!(await reaches(context, name))) return await startAlone(context, name)
      by = await resync(context, name)
    }
    let streaming = await startStandby(context, name)
    if (!streaming && (await reaches(context, name)) && (await hasForked(context, name))) {
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
  const { cluster, roles, record } = context
  const node = cluster.node(name)
  if (roles.unusable.has(name))
    throw new MurphyError('broken', `${name} has no whole data and cannot reach ${roles.leader}.`)
  await configure(context, node, { standby: true })
  roles.astray.add(name)
  roles.fenced.delete(name)
  await boot(context, node, bootMs)
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
export async function reaches({ cluster, roles }: Context, name: string): Promise<boolean> {
  const leader = cluster.address(roles.leader, 'client')
  return (await ping(leader, pingMs)) && (await cluster.network.reaches(name, roles.leader, ping))
}

async function startStandby(context: Context, name: string): Promise<boolean> {
  const { cluster, roles } = context
  const node = cluster.node(name)
  await configure(context, node, { standby: true, upstream: roles.leader })
  // Before it can confirm anything.
  roles.standbys.add(name)
  roles.astray.add(name)
  roles.fenced.delete(name)
  await boot(context, node, bootMs)
  return (await reaches(context, name)) && (await streams(context, name, streamMs))
}

async function resync(context: Context, name: string): Promise<string> {
  const { cluster, roles, installation } = context
  if (name === roles.leader) throw new MurphyError('broken', `${name} leads and cannot be made anew from itself.`)
  roles.unusable.add(name)
  const by = await installation.resync(cluster.node(name), {
    node: cluster.node(roles.leader),
    address: cluster.address(roles.leader, name),
    fromClient: cluster.address(roles.leader, 'client'),
  })
  roles.unusable.delete(name)
  return by
}
