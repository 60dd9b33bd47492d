import { MurphyError } from '../../../op/failure.ts'
import { Leading } from '../../common/leading.ts'
import { poll } from '../../common/wait.ts'
import type { Deployment, System } from '../../target.ts'
import { install } from '../install.ts'
import { monitorOf } from '../sessions-on.ts'
import { boot } from './boot.ts'
import { configure } from './config.ts'
import type { Context } from './context.ts'
import { lookAt, lookFirst } from './look.ts'
import { bootstrap, join } from './members.ts'
import type { GroupSetting } from './settings.ts'
import { makeSystem } from './system.ts'

const wholeMs = 60_000

/** The first node begins the group, all others join. May be called again after it failed. */
export async function deployGroup(deployment: Deployment, setting: GroupSetting): Promise<System> {
  const { cluster, log, record, options } = deployment
  const closing = new AbortController()
  const context: Context = {
    cluster,
    monitor: monitorOf(cluster, [lookFirst]),
    leading: new Leading(record),
    async install(name) {
      await install(cluster.node(name))
      await configure(cluster, cluster.node(name), setting, options)
    },
    removed: new Set(),
    record,
    log,
    closing: closing.signal,
  }
  const [first = '', ...others] = cluster.nodes.map(({ name }) => name)
  try {
    log('making the data folders')
    await Promise.all(cluster.nodes.map((node) => node.kill().then(() => context.install(node.name))))
    log('starting the servers')
    await Promise.all(cluster.nodes.map(({ name }) => boot(context, name)))
    log('forming the group')
    await bootstrap(context, first)
    await Promise.all(others.map((node) => join(context, node)))
    const whole = await poll({ ms: wholeMs, everyMs: 100, signal: closing.signal }, async () => {
      const looks = await Promise.all(cluster.nodes.map(({ name }) => lookAt(context.monitor, name, 1000)))
      return looks.every(({ state }) => state === 'ONLINE') ? true : undefined
    })
    if (whole === undefined) {
      throw new MurphyError('broken', `Not all members of the group are online after ${wholeMs / 1000} s.`, {
        hint: 'The logs of the nodes say why.',
      })
    }
    context.leading.follow([first])
    return await makeSystem(context, deployment, closing)
  } catch (error) {
    context.monitor.close()
    throw error
  }
}
