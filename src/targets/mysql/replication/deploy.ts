import { MurphyError } from '../../../op/failure.ts'
import { sharedOf } from '../../common/replication/context.ts'
import { managedSystem } from '../../common/replication/system.ts'
import { poll } from '../../common/wait.ts'
import type { Monitor } from '../../sql/monitor.ts'
import type { Deployment, System } from '../../target.ts'
import { versionQuery } from '../version.ts'
import type { Context } from './context.ts'
import { replicated } from './replicated.ts'
import { sample } from './sample.ts'
import type { Vendor } from './vendor.ts'

const bootMs = 40_000
const followMs = 20_000

/** What a vendor brings to a system, beside how it replicates. */
export interface Parts extends Pick<System, 'connect' | 'classify' | 'consistency' | 'appends' | 'shells'> {
  readonly monitor: Monitor
  /** Commits wait for a standby. */
  readonly waits: boolean
}

/** The first node leads, all others follow it. May be called again after it failed. */
export async function deployReplicated(deployment: Deployment, vendor: Vendor, parts: Parts): Promise<System> {
  const { cluster, log } = deployment
  const { monitor, waits, ...own } = parts
  const closing = new AbortController()
  const context: Context = { ...sharedOf(deployment, { waits, closing: closing.signal }), vendor, monitor }
  const database = replicated(context)
  const { leader, standbys } = context.roles
  const nodes = cluster.nodes.map(({ name }) => name)
  try {
    log('making the data folders')
    await Promise.all(cluster.nodes.map((node) => node.kill().then(() => vendor.install(node))))
    log('starting the servers')
    await Promise.all([
      database.boot(leader, { standby: false }, bootMs),
      ...[...standbys].map((node) => database.boot(node, { standby: true, upstream: leader }, bootMs)),
    ])
    const following = await poll({ ms: followMs, everyMs: 100, signal: closing.signal }, async () => {
      const each = await Promise.all([...standbys].map((node) => database.follows(node, leader)))
      return each.every(Boolean) ? true : undefined
    })
    if (following === undefined) {
      throw new MurphyError('broken', `Not all standbys follow ${leader} after ${followMs / 1000} s.`, {
        hint: 'The logs of the nodes say why.',
      })
    }
    const { version } = await monitor.ask<{ version: string }>(leader, versionQuery, 2000)
    return managedSystem(
      { ...context, database },
      { ...own, version: `${vendor.title} ${version}`, sample: () => sample(context, nodes) },
      closing,
      () => monitor.close(),
    )
  } catch (error) {
    monitor.close()
    throw error
  }
}
