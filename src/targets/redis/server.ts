import { join } from 'node:path'
import type { Node } from '../../cluster/cluster.ts'
import { MurphyError } from '../../op/failure.ts'
import { poll } from '../common/wait.ts'
import type { Asker } from './asker.ts'
import { type Look, look } from './look.ts'

const files = { server: 'redis.conf', sentinel: 'sentinel.conf' } as const

export const pathOf = (node: Node, program: keyof typeof files) => join(node.dataDir, files[program])

/**
 * A server and its sentinel as one program. A sentinel looks at its master when it starts and then only every 10 s: it
 * starts when its configuration is there, which is after the replicas are. Where one of the two ends, both do.
 */
const supervisor = `
  trap 'kill $(jobs -p) 2>/dev/null; wait' EXIT
  trap 'exit 0' TERM INT
  redis-server "$1" &
  { until [ -s "$2" ]; do sleep 0.05; done; exec redis-sentinel "$2"; } &
  wait -n`

/** Starts a configured node and waits until its server answers and has its data. */
export async function boot(node: Node, server: Asker, ms: number, closing: AbortSignal): Promise<Look> {
  closing.throwIfAborted()
  await node.start(['bash', '-c', supervisor, 'bash', pathOf(node, 'server'), pathOf(node, 'sentinel')])
  const answer = await poll({ ms, everyMs: 50, signal: closing }, async () => {
    if ((await node.state()) === 'stopped') return 'stopped'
    return await look(server, 500)
  }).catch((cause: unknown) => {
    throw new MurphyError('broken', `Redis on ${node.name} was started, but does not answer after ${ms / 1000} s.`, {
      cause,
    })
  })
  if (typeof answer === 'object') return answer
  const said = (await node.logTail(5)).trim()
  throw new MurphyError('broken', `Redis on ${node.name} ended while it started: ${said}`)
}
