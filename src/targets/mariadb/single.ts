import type { Sample } from '../../history/samples.ts'
import { ping } from '../mysql/ping.ts'
import type { Monitor } from '../sql/monitor.ts'
import type { Deployment, System } from '../target.ts'
import { singleConfig } from './config.ts'
import { classify } from './errors.ts'
import { serverOptions } from './options.ts'
import { answerOf, install, launch, shutDown } from './server.ts'
import { monitorOf, sessionsOn, versionOf } from './sessions-on.ts'

const startMs = 30_000
/** How long it may take to say how it is, ms. */
const budgetMs = 250

/** One server by itself. May be called again after it failed. */
export async function deploySingle({ cluster, options, log }: Deployment): Promise<System> {
  const [node] = cluster.nodes
  if (node === undefined) throw new Error('a cluster without nodes')
  const monitor = monitorOf(cluster)
  const closing = new AbortController()
  const start = async () => {
    if ((await node.state()) !== 'stopped') return
    await launch(node)
    await answerOf(node, { ms: startMs, signal: closing.signal }, () => versionOf(monitor, node.name))
  }
  try {
    log('making the data folder')
    await node.kill()
    await install(node, singleConfig(node, serverOptions(options)))
    log('starting the server')
    await start()
    return {
      version: `MariaDB ${await versionOf(monitor, node.name)}`,
      ...sessionsOn(cluster, options),
      classify,
      primary: () => node.name,
      sample: async () => [await sample(monitor, node.name)],
      ping,
      start,
      stop: () => shutDown(node, closing.signal),
      async close() {
        closing.abort()
        monitor.close()
      },
    }
  } catch (error) {
    monitor.close()
    throw error
  }
}

async function sample(monitor: Monitor, node: string): Promise<Omit<Sample, 'time'>> {
  const asked = performance.now()
  const seen = await monitor.ask<{ clock: number }>(node, clockQuery, budgetMs).catch(() => undefined)
  if (seen === undefined) return { node, role: 'down' }
  const then = Date.now() - (performance.now() - asked) / 2
  return { node, role: 'primary', clockOffsetMs: Math.round(seen.clock - then) }
}

const clockQuery = { text: 'select cast(unix_timestamp(sysdate(6)) * 1000 as double) as clock' }
