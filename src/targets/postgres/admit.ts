import { poll } from '../common/wait.ts'
import type { Context } from './context.ts'
import { look, parseLsn } from './look.ts'
import { followers } from './streaming.ts'

/**
 * Lets clients to a new leader once a standby has everything that they could read there. Its WAL may end with commits
 * that nobody else has: never acknowledged, visible from now on, and gone if this node is lost before they are
 * replicated. Only where commits wait for a standby; elsewhere nothing is promised that this would keep.
 * True when the leader is in service.
 */
export async function admit(context: Context, ms: number): Promise<boolean> {
  const { roles, monitor, record } = context
  if (!roles.withheld) return true
  const node = roles.leader
  const standby = await poll({ ms, everyMs: 50, signal: context.closing }, async () => {
    const { lsn } = await look(monitor, node, 1000)
    const streaming = await followers(context, node, 1000)
    return streaming.find((follower) => roles.standbys.has(follower.name) && parseLsn(follower.lsn ?? '0/0') >= lsn)
  }).catch(() => undefined)
  if (standby === undefined) return false
  roles.withheld = false
  record('admit', { node, replicatedTo: standby.name, lsn: standby.lsn })
  return true
}
