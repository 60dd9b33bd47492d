import { join } from 'node:path'
import type { Node } from '../../cluster/cluster.ts'
import { MurphyError } from '../../op/failure.ts'
import { poll } from '../common/wait.ts'
import { type Look, look } from './look.ts'
import type { Monitor } from './monitor.ts'

export const setName = 'murphy'

/**
 * How mongod is started. `replSet` and data folder aside: a small cache, for several run on one machine; transactions that
 * clients abandoned are aborted after seconds, for they hold what they wrote (default: 60 s); an orderly shutdown does not
 * wait 15 s for others to take over, for it steps down before. The port is open to the run's own network only.
 */
export function argv(node: Node): string[] {
  return [
    'mongod',
    ...['--replSet', setName, '--dbpath', join(node.dataDir, 'db')],
    ...['--bind_ip', node.listen.host, '--port', String(node.listen.port)],
    ...['--wiredTigerCacheSizeGB', '0.25', '--nounixsocket'],
    ...['--setParameter', 'transactionLifetimeLimitSeconds=10'],
    ...['--setParameter', 'shutdownTimeoutMillisForSignaledShutdown=100'],
    ...['--setParameter', 'diagnosticDataCollectionEnabled=false'],
  ]
}

/** Starts a node's server and waits until it answers. Rejects with the end of its log. */
export async function boot(monitor: Monitor, node: Node, ms: number, signal: AbortSignal): Promise<Look> {
  signal.throwIfAborted()
  await node.start(argv(node))
  const answer = await poll({ ms, everyMs: 100, signal }, async () => {
    if ((await node.state()) === 'stopped') return 'stopped'
    return await look(monitor, node.name, 1000)
  }).catch((cause: unknown) => {
    throw new MurphyError('broken', `MongoDB on ${node.name} was started, but does not answer after ${ms / 1000} s.`, {
      cause,
    })
  })
  if (typeof answer === 'object') return answer
  const said = (await node.logTail(5)).trim()
  throw new MurphyError('broken', `MongoDB on ${node.name} ended while it started: ${said}`)
}
