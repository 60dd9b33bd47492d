import { MurphyError } from '../../../op/failure.ts'
import { poll } from '../wait.ts'
import type { Context } from './context.ts'

const catchUpMs = 10_000

/**
 * Takes a standby out of the cluster for good: whoever comes back under its name is a new machine. Where commits wait for
 * one standby, it may be the only one that has some of them; so it is not forgotten before another has them all.
 */
export async function remove(context: Context, name: string): Promise<void> {
  const { roles, waits, database, record } = context
  if (name === roles.leader)
    throw new MurphyError('broken', `${name} leads; somebody else must lead before it can be removed.`)
  await database.shutDown(name)
  if (waits) await anotherHasAll(context, name)
  roles.standbys.delete(name)
  roles.astray.delete(name)
  roles.unusable.add(name)
  record('remove', { node: name, from: roles.leader })
}

async function anotherHasAll({ roles, database, closing }: Context, name: string): Promise<void> {
  const mark = await database.mark(roles.leader)
  const safe = await poll({ ms: catchUpMs, everyMs: 50, signal: closing }, async () => {
    const holders = await mark.holders()
    return holders.find(({ node }) => node !== name && roles.standbys.has(node))
  })
  if (safe === undefined)
    throw new MurphyError('broken', `No other standby has all that ${name} may have confirmed: it stays a member.`)
}
