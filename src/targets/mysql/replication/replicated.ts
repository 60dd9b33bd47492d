import { terminate } from '../../common/program.ts'
import type { Replicated } from '../../common/replication/database.ts'
import { poll, within } from '../../common/wait.ts'
import { Connection } from '../connection.ts'
import { ping } from '../ping.ts'
import type { Context } from './context.ts'
import { lookAt } from './look.ts'
import { boot } from './server.ts'
import type { Look } from './vendor.ts'

const lookMs = 1000
const applyMs = 10_000
const statementMs = 5000

/** MySQL and MariaDB as the failover manager knows them: standbys that follow by GTID. */
export function replicated(context: Context): Replicated {
  const { cluster, vendor, closing, roles } = context
  const { statements } = vendor

  const look = (node: string, ms = lookMs) => lookAt(context, node, ms)

  /** Over a connection of its own, which is dropped where it takes too long. */
  async function run(node: string, texts: readonly string[]): Promise<void> {
    const address = cluster.address(node, 'client')
    const connection = await Connection.open(address, { timeoutMs: 2000 })
    const drop = () => connection.close()
    closing.addEventListener('abort', drop)
    try {
      for (const text of texts) await within(statementMs, `${text} on ${node}`, connection.query({ text }))
    } finally {
      closing.removeEventListener('abort', drop)
      drop()
    }
  }

  /** What was received from a leader is not received again from another that lacks it, and may have been confirmed. */
  async function applyAll(node: string): Promise<void> {
    const { applied, received } = await look(node)
    if (applied.holds(received)) return
    await run(node, statements.applyOnly)
    const done = await poll({ ms: applyMs, everyMs: 50, signal: closing }, async () =>
      (await look(node)).applied.holds(received) ? true : undefined,
    )
    if (done === undefined) throw new Error(`${node} does not apply what it has received within ${applyMs / 1000} s`)
  }

  async function follow(node: string, leader: string): Promise<void> {
    const to = cluster.address(leader, node)
    const { following } = await look(node)
    if (following !== undefined && following.leader.host === to.host && following.leader.port === to.port)
      return await run(node, statements.resume)
    await applyAll(node)
    await run(node, statements.follow(to))
  }

  return {
    title: vendor.title,
    ping,
    async position(node, ms) {
      const { readOnly, received } = await look(node, ms)
      return { node, recovering: readOnly, progress: received.count, shown: { has: received.shown } }
    },
    async mark(leader) {
      const { applied } = await look(leader)
      return {
        async holders() {
          const others = cluster.nodes.map(({ name }) => name).filter((name) => name !== leader)
          const looks = await Promise.all(
            others.map(async (node) => ({ node, seen: await look(node).catch(() => undefined) })),
          )
          return looks.flatMap(({ node, seen }) =>
            seen !== undefined && isAt(seen, cluster.address(leader, node)) && seen.received.holds(applied)
              ? [{ node, shown: { has: seen.received.shown } }]
              : [],
          )
        },
      }
    },
    async follows(node, leader) {
      const standby = await look(node)
      return isAt(standby, cluster.address(leader, node)) && !forked(standby, await look(leader))
    },
    async hasForked(node, leader) {
      const standby = await look(node)
      return forked(standby, await look(leader))
    },
    async promote(node) {
      await applyAll(node)
      await run(node, statements.lead)
    },
    repoint: follow,
    async boot(name, part, ms) {
      await boot(context, name, part, ms)
      if (part.upstream !== undefined) await follow(name, part.upstream)
      if (!part.standby) await run(name, statements.lead)
    },
    async shutDown(name) {
      const retired = name === roles.leader && (await retire(name).catch(() => false))
      const standbys = retired && vendor.lingers === true ? [...roles.standbys] : []
      const tell = (texts: readonly string[]) => Promise.allSettled(standbys.map((node) => run(node, texts)))
      await tell(statements.applyOnly)
      await terminate(vendor.title, cluster.node(name)).finally(() => tell(statements.resume))
    },
    async resync(node, leader) {
      return await vendor.resync(cluster.node(node), cluster.address(leader, node))
    },
  }

  /** A server that is shut down does not wait for its standbys; an operator does. Whether one of them has all that it had. */
  async function retire(leader: string): Promise<boolean> {
    await run(leader, statements.retire)
    const { applied } = await look(leader)
    const safe = await poll({ ms: statementMs, everyMs: 50, signal: closing }, async () => {
      const looks = await Promise.allSettled([...roles.standbys].map((node) => look(node)))
      return looks.some((one) => one.status === 'fulfilled' && one.value.received.holds(applied)) ? true : undefined
    })
    return safe === true
  }
}

/**
 * Whether a standby has what its leader never had; the standby was looked at first. A leader that waits for the word of
 * a standby does not count as applied what that one has already: what comes from the leader itself is no fork.
 */
function forked(standby: Look, leader: Look): boolean {
  return !leader.applied.holds(standby.received, leader.id)
}

function isAt({ following }: Look, leader: { readonly host: string; readonly port: number }): boolean {
  return following?.works === true && following.leader.host === leader.host && following.leader.port === leader.port
}
