import { MurphyError } from '../../op/failure.ts'
import { byName } from '../../op/names.ts'
import { sharedOf } from '../common/replication/context.ts'
import { empty } from '../common/shell.ts'
import { poll } from '../common/wait.ts'
import type { Deployment, System } from '../target.ts'
import type { Context } from './context.ts'
import { install } from './install.ts'
import { monitorOf } from './monitor.ts'
import { boot, configure } from './server.ts'
import { settings } from './settings.ts'
import { followers } from './streaming.ts'
import { makeSystem } from './system.ts'

const bootMs = 30_000
const streamMs = 20_000

/** The first node leads, all others stream from it. May be called again after it failed. */
export async function deploy(deployment: Deployment): Promise<System> {
  const { cluster, log } = deployment
  const [leader, ...standbys] = cluster.nodes.map((node) => node.name)
  const setting = byName('setting of postgres', settings, deployment.setting)
  if (leader === undefined || (setting.waitFor !== undefined && standbys.length === 0)) {
    throw new MurphyError('usage', `The setting "${setting.name}" of postgres needs at least two nodes.`, {
      hint: 'Give more nodes, or --setting async.',
    })
  }
  const closing = new AbortController()
  const context: Context = {
    ...sharedOf(deployment, { waits: setting.waitFor !== undefined, closing: closing.signal }),
    setting,
    installation: await install(cluster),
    monitor: monitorOf(cluster),
    fsync: deployment.options.fsync !== 'off',
  }
  try {
    log('making the data folders')
    await Promise.all(cluster.nodes.map((node) => node.kill().then(() => empty(node, node.dataDir))))
    await context.installation.initialize()
    await Promise.all(
      cluster.nodes.map((node) =>
        configure(context, node, node.name === leader ? { standby: false } : { standby: true, upstream: leader }),
      ),
    )
    log('starting the servers')
    await Promise.all(cluster.nodes.map((node) => boot(context, node, bootMs)))
    await allStream(context)
    return await makeSystem(context, deployment, closing)
  } catch (error) {
    context.monitor.close()
    throw error
  }
}

/** Every standby streams, and the leader waits for those that the setting names. */
async function allStream(context: Context): Promise<void> {
  const { roles, setting } = context
  const enough = { none: ['async'], 'FIRST 1': ['sync', 'potential'], 'ANY 1': ['quorum'] }[setting.waitFor ?? 'none']
  const seen = await poll({ ms: streamMs, everyMs: 50, signal: context.closing }, async () => {
    const streaming = await followers(context, roles.leader, 1000)
    const ready = streaming.filter(({ name, syncState }) => roles.standbys.has(name) && enough.includes(syncState))
    return ready.length === roles.standbys.size ? true : undefined
  })
  if (seen === undefined) {
    throw new MurphyError('broken', `Not all standbys stream from ${roles.leader} after ${streamMs / 1000} s.`, {
      hint: 'The logs of the nodes say why.',
    })
  }
}
