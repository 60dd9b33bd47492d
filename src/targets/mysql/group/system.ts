import { MurphyError } from '../../../op/failure.ts'
import { terminate } from '../../common/program.ts'
import { poll } from '../../common/wait.ts'
import type { Deployment, System } from '../../target.ts'
import { classify } from '../errors.ts'
import { ping } from '../ping.ts'
import { sessionsOn } from '../sessions-on.ts'
import { versionQuery } from '../version.ts'
import { boot } from './boot.ts'
import type { Context } from './context.ts'
import { lookAt, takesPart } from './look.ts'
import { leave, run } from './members.ts'
import { Operator } from './operator.ts'
import { sample } from './sample.ts'

const joinMs = 40_000
const switchoverMs = 30_000
const onlineMs = 10_000

/** A deployed group as the rest of Murphy sees it. Who leads, and who is elected, is the group's affair alone. */
export async function makeSystem(context: Context, deployment: Deployment, closing: AbortController): Promise<System> {
  const { cluster, monitor, leading, removed, record } = context
  const { version } = await monitor.ask<{ version: string }>(leading.node, versionQuery, 2000)
  const working = new Operator(context).work()
  return {
    version: `MySQL ${version}`,
    ...sessionsOn(deployment),
    classify,
    primary: () => leading.node,
    sample: () => Promise.all(cluster.nodes.map(({ name }) => sample(monitor, name))),
    ping,
    async start(name) {
      if ((await cluster.node(name).state()) !== 'stopped') return
      if (removed.has(name)) await context.install(name)
      await boot(context, name)
      removed.delete(name)
      await hasJoined(context, name)
    },
    stop: (node) => terminate('MySQL', cluster.node(node)),
    switchover: () => switchOver(context),
    async remove(name) {
      if (name === leading.node) throw new MurphyError('broken', `${name} leads; somebody else must lead first.`)
      await othersAreOnline(context, name)
      await leave(context, name)
      await terminate('MySQL', cluster.node(name))
      removed.add(name)
      record('remove', { node: name, from: leading.node })
    },
    async close() {
      closing.abort()
      await working
      monitor.close()
    },
  }
}

/** The operator sees to it that it joins; nobody waits for a group that has no majority, or is out of reach. */
async function hasJoined({ cluster, monitor, leading, closing }: Context, name: string): Promise<void> {
  await poll({ ms: joinMs, everyMs: 200, signal: closing }, async () => {
    const { state } = await lookAt(monitor, name, 1000)
    if (state === 'ONLINE') return true
    const leader = await lookAt(monitor, leading.node, 1000).catch(() => undefined)
    if (leader === undefined || !takesPart(leader)) return true
    return (await cluster.network.reaches(name, leading.node, ping)) ? undefined : true
  }).catch(() => closing.throwIfAborted())
}

/** Without it the group must still have a majority, and one that is down counts for as long as it is a member. */
async function othersAreOnline({ cluster, monitor, closing }: Context, name: string): Promise<void> {
  const others = cluster.nodes.filter((node) => node.name !== name)
  const online = await poll({ ms: onlineMs, everyMs: 200, signal: closing }, async () => {
    const looks = await Promise.all(others.map((node) => lookAt(monitor, node.name, 1000)))
    return looks.every((seen) => seen.state === 'ONLINE' && seen.quorate) ? true : undefined
  }).catch(() => undefined)
  if (online === undefined)
    throw new MurphyError('broken', `Not all other members are online without ${name}: it stays a member.`)
}

/** The group elects who it is told to (MySQL 9.4 manual, 20.5.1.1 Changing the Primary). */
async function switchOver(context: Context): Promise<string> {
  const { cluster, monitor, leading, closing, record } = context
  const from = leading.node
  for (const { name } of cluster.nodes) {
    if (name === from) continue
    const seen = await lookAt(monitor, name, 1000).catch(() => undefined)
    if (seen?.state !== 'ONLINE') continue
    await run(context, from, switchoverMs, `select group_replication_set_as_primary('${seen.id}')`)
    await poll({ ms: switchoverMs, everyMs: 100, signal: closing }, async () =>
      leading.node === name ? true : undefined,
    )
    record('switchover', { from, to: leading.node })
    return leading.node
  }
  throw new MurphyError('broken', `No other member is online to take over from ${from}.`)
}
