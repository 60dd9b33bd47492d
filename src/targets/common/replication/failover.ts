import { MurphyError } from '../../../op/failure.ts'
import type { Json } from '../../../op/op.ts'
import { messageOf } from '../error-table.ts'
import { poll, sleep } from '../wait.ts'
import type { Context } from './context.ts'
import type { Position } from './database.ts'
import { streams } from './follow.ts'
import { outliveLease } from './lease.ts'

const surveyMs = 2000
const lookMs = 1000
const settleMs = 100
const repointMs = 3000

/**
 * What operators do once the leader is dead: see that a standby can take over, make sure that the dead one stays dead,
 * take the standby that has the most, promote it, point the others to it. Rejects when no choice is safe; as a rule that
 * is seen before the leader is touched.
 */
export async function failOver(context: Context, which: 'best' | 'worst'): Promise<string> {
  await survey(context)
  await (context.fencing.by === 'lease' ? outliveLease(context) : fence(context))
  const chosen = await choose(context, which)
  await promote(context, chosen)
  await repointOthers(context)
  return chosen.node
}

/**
 * Where each standby stands. Where commits wait for one standby, an acknowledged one may be on any single one: the one
 * that does not answer may be the one that has it, and no other may be promoted.
 */
async function survey(context: Context): Promise<Position[]> {
  const { roles, waits, database } = context
  let silent: string[] = []
  const seen = await poll({ ms: surveyMs, everyMs: 100, signal: context.closing }, async () => {
    const looks = await Promise.allSettled([...roles.standbys].map((node) => database.position(node, lookMs)))
    const found = looks.flatMap((look) => (look.status === 'fulfilled' ? [look.value] : []))
    silent = [...roles.standbys].filter((node) => !found.some((position) => position.node === node))
    return found.length > 0 && (!waits || silent.length === 0) ? found : undefined
  })
  if (seen !== undefined) return seen
  const why = silent.length === 0 ? 'there is no standby' : `no answer from ${silent.join(', ')}`
  throw new MurphyError('broken', `No standby of ${roles.leader} can be promoted safely: ${why}.`)
}

/**
 * Before a choice is made, not after: a leader that is only paused or unreachable for us would go on acknowledging
 * commits that the chosen one does not have.
 */
async function fence({ cluster, roles, record }: Context): Promise<void> {
  const node = cluster.node(roles.leader)
  const found = await node.state()
  if (found !== 'stopped') {
    roles.fenced.add(node.name)
    await node.kill()
  }
  record('fence', { node: node.name, found, by: found === 'stopped' ? 'nothing to do' : 'SIGKILL' })
}

/** The one that is most ahead, once nothing moves any more. The worst is what a hasty operator takes. */
async function choose(context: Context, which: 'best' | 'worst'): Promise<Position> {
  let positions = await survey(context)
  for (let moving = true; moving; ) {
    await sleep(settleMs, undefined, { signal: context.closing })
    const again = await survey(context)
    moving = again.some(
      ({ node, progress }) => String(positions.find((before) => before.node === node)?.progress) !== String(progress),
    )
    positions = again
  }
  const best = [...positions].sort(byWorth).at(which === 'best' ? 0 : -1)
  if (best === undefined) throw new Error('a survey without positions')
  const seen = positions.map(({ node, shown }): [string, Json] => [node, shown])
  context.record('candidate-chosen', { candidate: best.node, positions: Object.fromEntries(seen) })
  return best
}

/** One that has been promoted already (an earlier attempt that we gave up too early) comes first. */
export function byWorth(a: Position, b: Position): number {
  if (a.recovering !== b.recovering) return a.recovering ? 1 : -1
  const ahead = a.progress.findIndex((progress, i) => progress !== b.progress[i])
  if (ahead >= 0) return (a.progress[ahead] ?? 0n) > (b.progress[ahead] ?? 0n) ? -1 : 1
  return a.node < b.node ? -1 : 1
}

async function promote({ roles, waits, database, record }: Context, { node, recovering }: Position): Promise<void> {
  if (recovering) await database.promote(node)
  const from = roles.leader
  roles.leader = node
  roles.withheld = waits
  roles.standbys.delete(node)
  roles.astray.clear()
  for (const other of roles.standbys) roles.astray.add(other)
  record('promote', { node, from })
}

/** Each on its own: one that cannot be reached is left astray and does not hold up the others. */
async function repointOthers(context: Context): Promise<void> {
  await Promise.all([...context.roles.standbys].map((node) => repointOne(context, node)))
}

/** Whether the standby was then seen to stream from the leader. */
export async function repointOne(context: Context, node: string): Promise<boolean> {
  const { roles, database, record, recordChange } = context
  const to = roles.leader
  try {
    await database.repoint(node, to)
    const streaming = await streams(context, node, repointMs)
    if (streaming) record('re-point', { node, to, streaming })
    else recordChange('re-point', { node, to, streaming })
    return streaming
  } catch (error) {
    recordChange('re-point', { node, to, streaming: false, error: messageOf(error) })
    return false
  }
}
