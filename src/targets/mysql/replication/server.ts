import type { Cluster, Node } from '../../../cluster/cluster.ts'
import { MurphyError } from '../../../op/failure.ts'
import type { Part } from '../../common/replication/database.ts'
import { poll } from '../../common/wait.ts'
import type { Context } from './context.ts'
import { lookAt } from './look.ts'

const stopMs = 30_000

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
export async function untilReady<T>(
  title: string,
  node: Node,
  { ms, signal }: { readonly ms: number; readonly signal: AbortSignal },
  look: () => Promise<T | undefined>,
): Promise<T> {
  const silent = (cause?: unknown) =>
    new MurphyError('broken', `${title} on ${node.name} was started, but is not ready after ${ms / 1000} s.`, {
      hint: 'The log of the node says why.',
      cause,
    })
  const answer = await poll({ ms, everyMs: 100, signal }, async () => {
    if ((await node.state()) === 'stopped') return { ended: true as const }
    const seen = await look()
    return seen === undefined ? undefined : { seen }
  }).catch((cause: unknown) => {
    signal.throwIfAborted()
    throw silent(cause)
  })
  if (answer === undefined) throw silent()
  if ('seen' in answer) return answer.seen
  const said = (await node.logTail(5)).trim()
  throw new MurphyError('broken', `${title} on ${node.name} ended while it started: ${said}`)
}

/** A shutdown in order: sessions end, what they had not committed is rolled back. Resolves when the server is down. */
export async function shutDown(
  { cluster, vendor, closing }: { cluster: Cluster; vendor: { title: string }; closing: AbortSignal },
  name: string,
): Promise<void> {
  const node = cluster.node(name)
  if ((await node.state()) === 'stopped') return
  await node.signal('SIGTERM')
  const down = await poll({ ms: stopMs, everyMs: 100, signal: closing }, async () =>
    (await node.state()) === 'stopped' ? true : undefined,
  )
  if (down === undefined)
    throw new MurphyError('broken', `${vendor.title} on ${name} is still there ${stopMs / 1000} s after SIGTERM.`)
}
