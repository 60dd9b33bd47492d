import { MurphyError } from '../../op/failure.ts'
import { poll } from '../common/wait.ts'
import type { Context } from './context.ts'
import { look, parseLsn } from './look.ts'
import { shutDown } from './shut-down.ts'
import { followers } from './streaming.ts'

const catchUpMs = 10_000

/**
 * Takes a standby out of the cluster for good: whoever comes back under its name is a new machine. Where commits wait for
 * one standby, it may be the only one that has some of them; so it is not forgotten before another has them all.
 */
export async function remove(context: Context, name: string): Promise<void> {
  const { roles, setting, record } = context
  if (name === roles.leader)
    throw new MurphyError('broken', `${name} leads; somebody else must lead before it can be removed.`)
  await shutDown(context, name)
  if (setting.waitFor !== undefined) await anotherHasAll(context, name)
  roles.standbys.delete(name)
  roles.astray.delete(name)
  roles.unusable.add(name)
  record('remove', { node: name, from: roles.leader })
}

async function anotherHasAll(context: Context, name: string): Promise<void> {
  const { roles, monitor } = context
  const { lsn } = await look(monitor, roles.leader, 1000)
  const safe = await poll({ ms: catchUpMs, everyMs: 50, signal: context.closing }, async () => {
    const streaming = await followers(context, roles.leader, 1000)
    return streaming.find(
      (one) => one.name !== name && roles.standbys.has(one.name) && parseLsn(one.lsn ?? '0/0') >= lsn,
    )
  })
  if (safe === undefined)
    throw new MurphyError('broken', `No other standby has all that ${name} may have confirmed: it stays a member.`)
}
