import type { Position, Replicated } from '../common/replication/database.ts'
import type { Context } from './context.ts'
import { hasForked } from './fork.ts'
import { formatLsn, look, lookAtPosition, parseLsn } from './look.ts'
import { ping } from './ping.ts'
import { boot, configure, onNode, repoint } from './server.ts'
import { shutDown } from './shut-down.ts'
import { followers, follows } from './streaming.ts'

const lookMs = 1000
const promoteMs = 10_000

/** PostgreSQL as the failover manager knows it: streaming replication. */
export function replicated(context: Context): Replicated {
  const { cluster, monitor, installation } = context
  return {
    title: 'PostgreSQL',
    ping,
    /** The newest timeline, then the most WAL. */
    async position(node, ms): Promise<Position> {
      const { recovering, timeline, lsn } = await lookAtPosition(monitor, node, ms)
      return { node, recovering, progress: [BigInt(timeline), lsn], shown: { timeline, lsn: formatLsn(lsn) } }
    },
    async mark(leader) {
      const { lsn: end } = await look(monitor, leader, lookMs)
      return {
        async holders() {
          const streaming = await followers(context, leader, lookMs)
          return streaming
            .filter(({ lsn }) => parseLsn(lsn ?? '0/0') >= end)
            .map(({ name, lsn }) => ({ node: name, shown: { lsn } }))
        },
      }
    },
    follows: (node, leader) => follows(context, node, leader),
    hasForked: (node, leader) => hasForked(monitor, node, leader),
    promote: (node) =>
      onNode(context, node, promoteMs + 1000, async (connection) => {
        const { rows } = await connection.query<{ done: boolean }>({
          text: `select pg_promote(true, ${promoteMs / 1000}) as done`,
        })
        if (rows[0]?.done !== true) throw new Error(`${node} was not promoted within ${promoteMs / 1000} s`)
      }),
    repoint: (node, leader) => repoint(context, node, leader),
    async boot(name, part, ms) {
      const node = cluster.node(name)
      await configure(context, node, part)
      await boot(context, node, ms)
    },
    shutDown: (node) => shutDown(context, node),
    resync: (node, leader) =>
      installation.resync(cluster.node(node), {
        node: cluster.node(leader),
        address: cluster.address(leader, node),
        fromClient: cluster.address(leader, 'client'),
      }),
  }
}
