import type { Cluster } from '../../cluster/cluster.ts'
import { MurphyError } from '../../op/failure.ts'
import { poll } from '../common/wait.ts'
import type { Discovery } from './discovery.ts'
import type { Monitor } from './monitor.ts'
import { setName } from './server.ts'

const electMs = 30_000

/**
 * Makes one set of servers that know nothing of each other, with the first as the likely primary of the beginning. Resolves
 * when one leads and all others follow.
 */
export async function initiate(cluster: Cluster, monitor: Monitor, electionTimeoutMs: number): Promise<void> {
  const [first] = cluster.nodes
  if (first === undefined) throw new Error('a cluster without nodes')
  const members = cluster.nodes.map(({ name }, _id) => {
    const { host, port } = cluster.address(name, first.name)
    return { _id, host: `${host}:${port}` }
  })
  const settings = {
    electionTimeoutMillis: electionTimeoutMs,
    heartbeatIntervalMillis: Math.max(200, Math.round(electionTimeoutMs / 5)),
  }
  await monitor.ask(first.name, { replSetInitiate: { _id: setName, version: 1, members, settings } }, electMs)
}

/** Waits until one leads, a majority has elected it, and all others follow. */
export async function whole(discovery: Discovery, signal: AbortSignal): Promise<void> {
  const there = await poll({ ms: electMs, everyMs: 200, signal }, async () => {
    const seen = await discovery.sample()
    const leading = seen.filter(({ role }) => role === 'primary')
    return leading.length === 1 && seen.every(({ role }) => role === 'primary' || role === 'standby') ? true : undefined
  })
  if (there === undefined) {
    const roles = (await discovery.sample()).map(({ node, role }) => `${node} ${role}`).join(', ')
    throw new MurphyError('broken', `The replica set is not whole after ${electMs / 1000} s: ${roles}.`)
  }
}
