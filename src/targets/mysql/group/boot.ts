import { configOf } from '../config.ts'
import { untilReady } from '../replication/server.ts'
import type { Context } from './context.ts'
import { lookAt } from './look.ts'

const bootMs = 40_000

/** Starts a stopped node's server, outside of the group; resolves when it answers. */
export async function boot(context: Context, name: string): Promise<void> {
  const node = context.cluster.node(name)
  context.closing.throwIfAborted()
  await node.start(['mysqld', `--defaults-file=${configOf(node)}`])
  await untilReady('MySQL', node, { ms: bootMs, signal: context.closing }, () => lookAt(context.monitor, name, 500))
}
