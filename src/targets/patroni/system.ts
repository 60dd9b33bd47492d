import { MurphyError } from '../../op/failure.ts'
import type { Leading } from '../common/leading.ts'
import { poll } from '../common/wait.ts'
import { commitWaits } from '../postgres/commit-waits.ts'
import { classify } from '../postgres/errors.ts'
import { ping } from '../postgres/ping.ts'
import { sample } from '../postgres/sample.ts'
import { sessionsOn } from '../postgres/sessions-on.ts'
import { shutDown } from '../postgres/shut-down.ts'
import { versionQuery } from '../postgres/system.ts'
import type { Monitor } from '../sql/monitor.ts'
import type { Deployment, System } from '../target.ts'
import { discover, lookOnce } from './discovery.ts'
import { startNode } from './node.ts'
import { ask, restOf } from './rest.ts'

const switchoverMs = 45_000
const candidateMs = 10_000

interface Parts {
  readonly monitor: Monitor
  readonly leading: Leading
}

/** A deployed cluster as the rest of Murphy sees it. Who leads, and who is promoted, is Patroni's affair alone. */
export async function makeSystem(deployment: Deployment, { monitor, leading }: Parts): Promise<System> {
  const { cluster } = deployment
  const nodes = cluster.nodes.map(({ name }) => name)
  const closing = new AbortController()
  const version = await versionOf(deployment, { monitor, leading })
  const discovering = discover(cluster, leading, closing.signal)
  return {
    version,
    ...sessionsOn(deployment, (node) => node === leading.node, { demandsPrimary: true }),
    classify,
    primary: () => leading.node,
    sample: () => sample(monitor, nodes, leading.node),
    ping,
    start: (node) => startNode(cluster, monitor, node, closing.signal),
    commitWaits: commitWaits(monitor, () => leading.node),
    stop: (node) => shutDown({ cluster, closing: closing.signal }, node, 'SIGTERM'),
    switchover: () => switchOver(deployment, leading, closing.signal),
    async close() {
      closing.abort()
      await discovering
      monitor.close()
    },
  }
}

async function versionOf({ cluster }: Deployment, { monitor, leading }: Parts): Promise<string> {
  const postgres = await monitor.ask<{ version: string }>(leading.node, versionQuery, 2000)
  const { text } = await ask(restOf(cluster, leading.node), '/patroni', 2000)
  const { patroni } = JSON.parse(text) as { readonly patroni: { readonly version: string } }
  return `PostgreSQL ${postgres.version} under Patroni ${patroni.version}`
}

/**
 * What `patronictl switchover` does; Patroni takes the candidate that is best. While it has none (412: a synchronous
 * standby is named some seconds after it was found) it is asked again.
 */
async function switchOver({ cluster }: Deployment, leading: Leading, signal: AbortSignal): Promise<string> {
  const from = leading.node
  let refusal = ''
  const done = await poll({ ms: candidateMs, everyMs: 500, signal }, async () => {
    const { status, text } = await ask(restOf(cluster, from), '/switchover', switchoverMs, { leader: from })
    refusal = text.trim()
    return status === 412 ? undefined : status
  })
  if (done !== 200) throw new MurphyError('broken', `Patroni does not switch over from ${from}: ${refusal}.`)
  await poll({ ms: switchoverMs, everyMs: 100, signal }, async () => {
    await lookOnce(cluster, leading)
    return leading.node === from ? undefined : true
  })
  if (leading.node === from) throw new MurphyError('broken', `${from} still leads after a switchover: ${refusal}.`)
  return leading.node
}
