import type { Node } from '../../../cluster/cluster.ts'
import { MurphyError } from '../../../op/failure.ts'
import { mustRun } from '../../common/program.ts'
import type { Part } from '../../common/replication/database.ts'
import { poll } from '../../common/wait.ts'
import type { Context } from './context.ts'
import { lookAt } from './look.ts'

/** Starts a stopped node's server as a part of the cluster, and waits until it answers queries. */
export async function boot(context: Context, name: string, part: Part, ms: number): Promise<void> {
  const { cluster, vendor, closing } = context
  const node = cluster.node(name)
  await vendor.configure(node, part)
  closing.throwIfAborted()
  await node.start(vendor.command(node))
  await untilReady(vendor.title, node, { ms, signal: closing }, () => lookAt(context, name, 500))
}

/** Waits until `look` gives an answer; a server that ends meanwhile is told with the end of its log. */
export async function untilReady(
  title: string,
  node: Node,
  { ms, signal }: { readonly ms: number; readonly signal: AbortSignal },
  look: () => Promise<unknown>,
): Promise<void> {
  const silent = (cause?: unknown) =>
    new MurphyError('broken', `${title} on ${node.name} was started, but is not ready after ${ms / 1000} s.`, {
      hint: 'The log of the node says why.',
      cause,
    })
  const answer = await poll({ ms, everyMs: 100, signal }, async () =>
    (await node.state()) === 'stopped' ? 'ended' : await look(),
  ).catch((cause: unknown) => {
    signal.throwIfAborted()
    throw silent(cause)
  })
  await mustRun(title, node)
  if (answer === undefined) throw silent()
}
