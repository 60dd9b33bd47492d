import { MurphyError } from '../../op/failure.ts'
import { byName } from '../../op/names.ts'
import { mustRun } from '../common/program.ts'
import { empty } from '../common/shell.ts'
import { poll } from '../common/wait.ts'
import type { Deployment, System } from '../target.ts'
import { Ensemble } from './ensemble.ts'
import { configure, start, title } from './server.ts'
import { settings } from './settings.ts'
import { makeSystem } from './system.ts'

const electMs = 30_000

/** All servers at once, which elect their leader. May be called again after it failed. */
export async function deploy(deployment: Deployment): Promise<System> {
  const { cluster, log, record } = deployment
  const setting = byName('setting of zookeeper', settings, deployment.setting)
  const ensemble = new Ensemble(cluster, record)
  await Promise.all(cluster.nodes.map((node) => node.kill().then(() => empty(node, node.dataDir))))
  await Promise.all(cluster.nodes.map((node) => configure(cluster, node, deployment.options)))
  log('starting the servers')
  await Promise.all(cluster.nodes.map((node) => start(cluster, node)))
  const whole = await poll({ ms: electMs, everyMs: 100 }, async () => {
    const seen = await ensemble.sample()
    return seen.every(({ role }) => role === 'primary' || role === 'standby') ? true : undefined
  })
  if (whole === undefined) {
    for (const node of cluster.nodes) await mustRun(title, node)
    throw new MurphyError('broken', `The servers of ZooKeeper have no leader after ${electMs / 1000} s.`, {
      hint: 'The logs of the nodes say why.',
    })
  }
  return makeSystem({ cluster, ensemble, version: await ensemble.version(), reads: setting })
}
