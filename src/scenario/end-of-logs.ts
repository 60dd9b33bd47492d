import type { Node } from '../cluster/cluster.ts'
import { MurphyError, Unavailable } from '../op/failure.ts'

const lines = 6

/**
 * A failure of set-up, and what the nodes that it names said last, or all nodes where it names none: one that does not
 * start, or starts and never serves, tells there why. What has that in its message already stays as it is, and so does
 * a user's mistake, or a machine that lacks something.
 */
export async function withEndOfLogs(failure: unknown, nodes: readonly Node[]): Promise<unknown> {
  if (failure instanceof Unavailable || (failure instanceof MurphyError && failure.kind === 'usage')) return failure
  const message = failure instanceof Error ? failure.message : String(failure)
  const words = new Set(message.match(/\w+/g))
  const named = nodes.filter(({ name }) => words.has(name))
  const logs = await Promise.all((named.length > 0 ? named : nodes).map(endOfLog))
  const ends = logs.filter(({ end }) => end !== '')
  if (ends.length === 0 || ends.some(({ end }) => message.includes(end.split('\n').at(-1) ?? ''))) return failure
  const told = ends.map(({ name, end }) => `The end of the log of ${name}:\n${end}`)
  return new MurphyError('broken', [message, ...told].join('\n'), {
    ...(failure instanceof MurphyError && failure.hint !== undefined ? { hint: failure.hint } : {}),
    cause: failure,
  })
}

async function endOfLog(node: Node): Promise<{ readonly name: string; readonly end: string }> {
  return { name: node.name, end: (await node.logTail(lines).catch(() => '')).trim() }
}
