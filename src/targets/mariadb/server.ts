import type { Node } from '../../cluster/cluster.ts'
import { MurphyError } from '../../op/failure.ts'
import { empty, sh } from '../common/shell.ts'
import { poll } from '../common/wait.ts'
import { configOf, dataOf } from './config.ts'

const stopMs = 30_000

/** Gives a stopped node a copy of the data that the image was built with, and its configuration. */
export async function install(node: Node, config: string): Promise<void> {
  await empty(node, node.dataDir)
  await sh(node, 'cp -a "$MURPHY_TEMPLATE" "$1"', dataOf(node))
  await node.writeFile(configOf(node), config)
}

/**
 * Starts the server of a stopped node. A member of a cluster first reads from its own data how far it had come, as
 * Debian's service unit does: after a crash its grastate.dat does not say, and it would ask for all data anew.
 */
export async function launch(node: Node, ...options: readonly string[]): Promise<void> {
  const script = [
    'config=$1; shift',
    'position=$(galera_recovery --defaults-file="$config") || exit 1',
    'exec mariadbd --defaults-file="$config" $position "$@"',
  ].join('\n')
  await node.start(['sh', '-c', script, 'mariadb', configOf(node), ...options], { env: { LC_ALL: 'C.UTF-8' } })
}

/** Waits until `look` gives an answer; a server that ends meanwhile is told with the end of its log. */
export async function answerOf<T>(
  node: Node,
  { ms, signal }: { ms: number; signal: AbortSignal },
  look: () => Promise<T | undefined>,
): Promise<T> {
  const answer = await poll({ ms, everyMs: 100, signal }, async () => {
    if ((await node.state()) === 'stopped') return { ended: true as const }
    const seen = await look()
    return seen === undefined ? undefined : { seen }
  }).catch((cause: unknown) => {
    signal.throwIfAborted()
    throw silent(node, ms, { cause })
  })
  if (answer === undefined) throw silent(node, ms)
  if ('seen' in answer) return answer.seen
  const said = (await node.logTail(5)).trim()
  throw new MurphyError('broken', `MariaDB on ${node.name} ended while it started: ${said}`)
}

/** A shutdown in order: sessions end, what they had not committed is rolled back. Resolves when the server is down. */
export async function shutDown(node: Node, signal: AbortSignal): Promise<void> {
  if ((await node.state()) === 'stopped') return
  await node.signal('SIGTERM')
  const down = await poll({ ms: stopMs, everyMs: 100, signal }, async () =>
    (await node.state()) === 'stopped' ? true : undefined,
  )
  if (down !== true)
    throw new MurphyError('broken', `MariaDB on ${node.name} is still there ${stopMs / 1000} s after SIGTERM.`)
}

function silent(node: Node, ms: number, options: { cause?: unknown } = {}): MurphyError {
  return new MurphyError('broken', `MariaDB on ${node.name} was started, but is not ready after ${ms / 1000} s.`, {
    hint: 'The log of the node says why.',
    ...options,
  })
}
