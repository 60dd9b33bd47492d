import { poll } from '../wait.ts'
import type { Context } from './context.ts'

/** Waits until the standby follows the leader; then it is no longer astray. */
export async function streams({ database, roles, closing }: Context, node: string, ms: number): Promise<boolean> {
  const seen = await poll({ ms, everyMs: 50, signal: closing }, async () =>
    (await database.follows(node, roles.leader)) ? true : undefined,
  ).catch(() => undefined)
  if (seen === undefined) return false
  roles.astray.delete(node)
  return true
}
