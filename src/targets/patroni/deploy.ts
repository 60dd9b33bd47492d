import type { Cluster } from '../../cluster/cluster.ts'
import { MurphyError } from '../../op/failure.ts'
import { byName } from '../../op/names.ts'
import { Leading } from '../common/leading.ts'
import { empty } from '../common/shell.ts'
import { poll } from '../common/wait.ts'
import { monitorOf } from '../postgres/monitor.ts'
import { type Follower, followers } from '../postgres/streaming.ts'
import type { Deployment, System } from '../target.ts'
import { patroniYml } from './config.ts'
import { dcsOf } from './dcs.ts'
import { lookOnce } from './discovery.ts'
import { configOf, mustHaveEtcd, mustStand, silent, startPrograms } from './node.ts'
import { ask, restOf } from './rest.ts'
import { settings } from './settings.ts'
import { makeSystem } from './system.ts'
import { isSafe, timingOf } from './timing.ts'

const wholeMs = 60_000

/**
 * All nodes at once, as after the installation by a configuration tool: who comes first makes the database, the others
 * copy it. A node that ends is told at once, with the end of its log. May be called again after it failed.
 */
export async function deploy(deployment: Deployment): Promise<System> {
  const { cluster, log, record } = deployment
  const setting = byName('setting of patroni', settings, deployment.setting)
  const timing = timingOf(deployment.options)
  const plan = { setting, timing, dcs: dcsOf(deployment.options) }
  if (!isSafe(timing))
    log(`ttl ${timing.ttl} s is less than loop_wait + 2 × retry_timeout: Patroni's documentation asks for more`)
  const monitor = monitorOf(cluster)
  const leading = new Leading(record)
  try {
    await Promise.all(cluster.nodes.map((node) => node.kill().then(() => empty(node, node.dataDir))))
    await Promise.all(cluster.nodes.map((node) => node.writeFile(configOf(node), patroniYml(cluster, node, plan))))
    log('starting etcd and Patroni; the first node makes the database, the others copy it')
    await Promise.all(cluster.nodes.map((node) => startPrograms(cluster, node)))
    let streaming: readonly Follower[] = []
    const whole = await poll({ ms: wholeMs, everyMs: 100 }, async () => {
      const states = await Promise.all(cluster.nodes.map((node) => node.state()))
      if (states.includes('stopped')) return 'ended'
      await lookOnce(cluster, leading)
      if (leading.node === '') return undefined
      streaming = await followers({ monitor }, leading.node, 1000)
      if (streaming.length < cluster.nodes.length - 1) return undefined
      return setting.dynamic.synchronous_mode === (await namesStandby(cluster, leading.node)) ? 'whole' : undefined
    }).catch(() => undefined)
    for (const node of cluster.nodes) await mustStand(node)
    if (whole === undefined) throw await missing(deployment, leading.node, streaming)
    await Promise.all(cluster.nodes.map((node) => mustHaveEtcd(cluster, node)))
    return await makeSystem(deployment, { monitor, leading })
  } catch (error) {
    monitor.close()
    throw error
  }
}

/** Whether a standby is synchronous by Patroni's own word, which it may promote. PostgreSQL says so seconds before. */
async function namesStandby(cluster: Cluster, leader: string): Promise<boolean> {
  const { text } = await ask(restOf(cluster, leader), '/cluster', 1000)
  const { members } = JSON.parse(text) as { readonly members: readonly { readonly role: string }[] }
  return members.some(({ role }) => role === 'sync_standby')
}

async function missing({ cluster }: Deployment, leader: string, streaming: readonly Follower[]): Promise<MurphyError> {
  const there = [leader, ...streaming.map(({ name }) => name)]
  const absent = cluster.nodes.filter(({ name }) => !there.includes(name))
  if (absent.length > 0) return await silent(absent, wholeMs)
  return new MurphyError('broken', `${leader} waits for no standby ${wholeMs / 1000} s after Patroni was started.`)
}
