import { MurphyError } from '../../op/failure.ts'
import { byName } from '../../op/names.ts'
import { mustRun } from '../common/program.ts'
import { empty } from '../common/shell.ts'
import { poll } from '../common/wait.ts'
import type { Deployment, System } from '../target.ts'
import { Members } from './members.ts'
import { argvOf, title } from './server.ts'
import { settings } from './settings.ts'
import { makeSystem } from './system.ts'

const bootMs = 30_000

/** All members at once, which find each other; resolves when all follow one leader. May be called again after it failed. */
export async function deploy(deployment: Deployment): Promise<System> {
  const { cluster, log, record } = deployment
  const setting = byName('setting of etcd', settings, deployment.setting)
  const members = new Members(cluster, record)
  try {
    await Promise.all(cluster.nodes.map((node) => node.kill().then(() => empty(node, node.dataDir))))
    log('starting the members')
    await Promise.all(cluster.nodes.map((node) => node.start(argvOf(cluster, node))))
    const whole = await poll({ ms: bootMs, everyMs: 50 }, async () => {
      const seen = await members.sample()
      if (seen.every(({ role, following }) => role === 'primary' || following === true)) return 'whole'
      const ended = await Promise.all(cluster.nodes.map((node) => node.state()))
      return ended.includes('stopped') ? 'ended' : undefined
    })
    if (whole !== 'whole') {
      for (const node of cluster.nodes) await mustRun(title, node)
      throw new MurphyError('broken', `The members of etcd have not found a leader after ${bootMs / 1000} s.`, {
        hint: 'The logs of the nodes say why.',
      })
    }
    const { version } = await members.status(members.leader, 2000)
    return makeSystem({ cluster, members, version, reads: setting })
  } catch (error) {
    members.close()
    throw error
  }
}
