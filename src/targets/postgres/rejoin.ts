import { MurphyError } from '../../op/failure.ts'
import type { Json } from '../../op/op.ts'
import type { Context } from './context.ts'
import { messageOf, streams } from './failover.ts'
import { ping } from './ping.ts'
import { boot, configure, onNode } from './server.ts'

const bootMs = 15_000
const streamMs = 5000

/** Starts a stopped node that leads, as it is: it recovers from its own WAL. */
export async function restartLeader(context: Context): Promise<void> {
  const { cluster, roles, setting, record } = context
  const node = cluster.node(roles.leader)
  await configure(context, node, undefined)
  roles.withheld = setting.waitFor !== undefined
  await boot(context, node, bootMs)
  roles.fenced.delete(node.name)
  record('restart', { node: node.name, role: 'primary' })
}

/**
 * Starts a stopped node as a standby of the leader. One that led before, or that cannot follow, may have WAL that the
 * leader never had: its data is made anew from the leader's. Where the way to the leader is cut, it starts on what it
 * has, and is left astray.
 */
export async function rejoin(context: Context, name: string): Promise<void> {
  const { roles, record } = context
  const hadFollowed = roles.standbys.has(name)
  const reachable = await reaches(context, name)
  // Before it can confirm anything.
  roles.standbys.add(name)
  roles.astray.add(name)
  try {
    const how = !hadFollowed && reachable ? await resync(context, name) : 'its own data'
    let streaming = await startStandby(context, name)
    let then: string | undefined
    if (!streaming && hadFollowed && (await reaches(context, name))) {
      then = await renew(context, name)
      streaming = await streams(context, name, streamMs)
    }
    record('rejoin', outcome(name, roles.leader, then ?? how, streaming))
  } catch (error) {
    record('rejoin', { node: name, to: roles.leader, streaming: false, error: messageOf(error) })
    throw error
  }
}

/** A running standby that does not stream from a leader that it can reach: its data is made anew. */
export async function renew(context: Context, name: string): Promise<string> {
  await context.cluster.node(name).kill()
  const how = await resync(context, name)
  await startStandby(context, name)
  return how
}

export function reaches({ cluster, roles }: Context, name: string): Promise<boolean> {
  return cluster.network.reaches(name, roles.leader, ping)
}

async function startStandby(context: Context, name: string): Promise<boolean> {
  const { cluster, roles } = context
  const node = cluster.node(name)
  await configure(context, node, roles.leader)
  roles.fenced.delete(name)
  await boot(context, node, bootMs)
  return await streams(context, name, streamMs)
}

/** The leader's checkpoint first: pg_rewind reads the leader's timeline from its control file. */
async function resync(context: Context, name: string): Promise<string> {
  const { cluster, roles, installation } = context
  if (name === roles.leader) throw new MurphyError('broken', `${name} leads and cannot be made anew from itself.`)
  await onNode(context, roles.leader, 10_000, (connection) => connection.query({ text: 'checkpoint' }))
  return await installation.resync(cluster.node(name), {
    node: cluster.node(roles.leader),
    address: cluster.address(roles.leader, name),
    fromClient: cluster.address(roles.leader, 'client'),
  })
}

function outcome(node: string, to: string, by: string, streaming: boolean): Json {
  return { node, to, by, streaming }
}
