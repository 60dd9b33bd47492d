import type { Node } from '../../cluster/cluster.ts'
import { MurphyError } from '../../op/failure.ts'
import { poll } from './wait.ts'

const shutDownMs = 30_000

/** Rejects where the database's program has ended, with the last lines of its log. `title`: its name, for people. */
export async function mustRun(title: string, node: Node, lines = 8): Promise<void> {
  if ((await node.state()) !== 'stopped') return
  const said = (await node.logTail(lines)).trim()
  throw new MurphyError('broken', `${title} on ${node.name} ended while it started: ${said}`)
}

/** Starts a program that is down and waits until it answers, `ms` at most; one that still waits for others is started, too. */
export async function startProgram(
  { title, node, ms }: { readonly title: string; readonly node: Node; readonly ms: number },
  argv: readonly string[],
  answers: () => Promise<unknown>,
): Promise<void> {
  if ((await node.state()) !== 'stopped') return
  await node.start(argv)
  await poll({ ms, everyMs: 50 }, async () => ((await node.state()) === 'stopped' ? 'ended' : await answers())).catch(
    () => {},
  )
  await mustRun(title, node)
}

/** Shuts a program down in order, by SIGTERM; resolves when it is down. */
export async function terminate(title: string, node: Node): Promise<void> {
  if ((await node.state()) === 'stopped') return
  await node.signal('SIGTERM')
  const down = await poll({ ms: shutDownMs, everyMs: 50 }, async () =>
    (await node.state()) === 'stopped' ? true : undefined,
  )
  if (down) return
  throw new MurphyError('broken', `${title} on ${node.name} is still there ${shutDownMs / 1000} s after SIGTERM.`)
}
