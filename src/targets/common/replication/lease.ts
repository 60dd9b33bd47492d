import { MurphyError } from '../../../op/failure.ts'
import { sleep } from '../wait.ts'
import type { Context } from './context.ts'

/** How often an agent looks at its lease: for so long an old leader that wakes up goes on believing that it leads, ms. */
export const agentMs = 1000
const pingMs = 500

/**
 * Waits until the lease of a leader that does not answer has run out. The agent beside it knows that, too, and has
 * stopped it by then; unless both are paused. Then it is left as it is: nobody can stop what is out of reach, and when it
 * wakes up it believes that it still leads (Kleppmann, Designing Data-Intensive Applications, ch. 8, Process Pauses).
 * Throws where it answers again: it has renewed its lease.
 */
export async function outliveLease(context: Context): Promise<void> {
  const { cluster, roles, fencing, database, record } = context
  const node = cluster.node(roles.leader)
  await sleep(fencing.leaseMs, undefined, { signal: context.closing })
  const found = await node.state()
  if (found === 'running' && (await database.ping(cluster.address(node.name, 'client'), pingMs)))
    throw new MurphyError('broken', `${node.name} answers again and keeps its lease.`)
  if (found === 'running') {
    roles.fenced.add(node.name)
    await node.kill()
  }
  if (found === 'paused') roles.deposed.add(node.name)
  const by = { running: 'its agent, as its lease had run out', paused: 'nobody', stopped: 'nothing to do' }[found]
  record('fence', { node: node.name, found, by })
}

/**
 * What the agent of a leader does that woke up after another had been promoted: once it looks at its lease, it stops the
 * database, to be made a standby. Whether it is done with.
 */
export async function demote({ cluster, roles, record }: Context, name: string, awakeForMs: number): Promise<boolean> {
  if (awakeForMs < agentMs) return false
  roles.fenced.add(name)
  await cluster.node(name).kill()
  roles.deposed.delete(name)
  record('demote', { node: name, by: 'its agent, as its lease had run out' })
  return true
}
