import { MurphyError } from '../../op/failure.ts'
import { poll } from '../common/wait.ts'
import type { Context } from './context.ts'

const limitMs = 30_000

/**
 * A fast shutdown, as `pg_ctl stop` does it: sessions end, what they had not committed is rolled back, and a primary
 * waits until its standbys have received all WAL (PostgreSQL 18 documentation, 18.5 Shutting Down the Server).
 * `signal`: what asks the node's program for it.
 */
export async function shutDown(
  { cluster, closing }: Pick<Context, 'cluster' | 'closing'>,
  name: string,
  signal: 'SIGINT' | 'SIGTERM' = 'SIGINT',
): Promise<void> {
  const node = cluster.node(name)
  if ((await node.state()) === 'stopped') return
  await node.signal(signal)
  const down = await poll({ ms: limitMs, everyMs: 50, signal: closing }, async () =>
    (await node.state()) === 'stopped' ? true : undefined,
  )
  if (down) return
  throw new MurphyError('broken', `PostgreSQL on ${name} is still there ${limitMs / 1000} s after a fast shutdown.`)
}
