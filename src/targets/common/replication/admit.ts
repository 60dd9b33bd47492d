import { poll } from '../wait.ts'
import type { Context } from './context.ts'

/**
 * Lets clients to a new leader once a standby has everything that they could read there. Its log may end with commits
 * that nobody else has: never acknowledged, visible from now on, and gone if this node is lost before they are
 * replicated. Only where commits wait for a standby; elsewhere nothing is promised that this would keep.
 * True when the leader is in service.
 */
export async function admit({ roles, database, record, closing }: Context, ms: number): Promise<boolean> {
  if (!roles.withheld) return true
  const node = roles.leader
  const standby = await poll({ ms, everyMs: 50, signal: closing }, async () => {
    const holders = await (await database.mark(node)).holders()
    return holders.find((holder) => roles.standbys.has(holder.node))
  }).catch(() => undefined)
  if (standby === undefined) return false
  roles.withheld = false
  record('admit', { node, replicatedTo: standby.node, ...standby.shown })
  return true
}
