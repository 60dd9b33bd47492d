import { join } from 'node:path'
import type { Node } from '../../cluster/cluster.ts'
import { MurphyError } from '../../op/failure.ts'
import type { Part } from '../common/replication/database.ts'
import { sh } from '../common/shell.ts'
import { poll, within } from '../common/wait.ts'
import { conninfo, pgHba, postgresqlConf, quote } from './config.ts'
import { Connection } from './connection.ts'
import type { Context } from './context.ts'
import { type Look, look } from './look.ts'

/** Writes the whole configuration of a stopped node. */
export async function configure(context: Context, node: Node, { standby, upstream }: Part): Promise<void> {
  const { cluster, setting, fsync } = context
  const conf = postgresqlConf({
    node: node.name,
    listen: node.listen,
    fsync,
    waitFor: setting.waitFor,
    others: cluster.nodes.map(({ name }) => name).filter((name) => name !== node.name),
    upstream: upstream === undefined ? undefined : cluster.address(upstream, node.name),
  })
  await node.writeFile(join(node.dataDir, 'postgresql.conf'), conf)
  await node.writeFile(join(node.dataDir, 'postgresql.auto.conf'), '')
  await node.writeFile(join(node.dataDir, 'pg_hba.conf'), pgHba)
  const signal = join(node.dataDir, 'standby.signal')
  if (standby) await node.writeFile(signal, '')
  else await node.exec(['rm', '-f', signal])
  // One that lost its content with the machine's power keeps the server down until somebody removes it.
  await sh(node, 'test -s "$1" || rm -f "$1"', join(node.dataDir, 'postmaster.pid'))
}

/** Starts a configured node and waits until it answers queries. */
export async function boot(context: Context, node: Node, ms: number): Promise<Look> {
  context.closing.throwIfAborted()
  await node.start([context.installation.postgres, '-D', node.dataDir], { env: { LC_ALL: 'C' } })
  const answer = await poll({ ms, everyMs: 50, signal: context.closing }, async () => {
    if ((await node.state()) === 'stopped') return 'stopped'
    return await look(context.monitor, node.name, 500)
  }).catch((cause: unknown) => {
    throw new MurphyError(
      'broken',
      `PostgreSQL on ${node.name} was started, but does not answer after ${ms / 1000} s.`,
      {
        cause,
      },
    )
  })
  if (typeof answer === 'object') return answer
  const said = (await node.logTail(5)).trim()
  throw new MurphyError('broken', `PostgreSQL on ${node.name} ended while it started: ${said}`)
}

/** Runs `act` over a connection of its own, which is dropped after `ms`: for statements that take long. */
export async function onNode<T>(
  { cluster, closing }: Context,
  node: string,
  ms: number,
  act: (connection: Connection) => Promise<T>,
): Promise<T> {
  const address = cluster.address(node, 'client')
  const connection = await Connection.open(address, { timeoutMs: Math.min(ms, 2000), name: 'murphy-manager' })
  const drop = () => connection.close()
  closing.addEventListener('abort', drop)
  try {
    return await within(ms, `a statement on ${node}`, act(connection))
  } finally {
    closing.removeEventListener('abort', drop)
    drop()
  }
}

/** Tells a running standby to stream from another node. */
export async function repoint(context: Context, node: string, upstream: string): Promise<void> {
  const address = context.cluster.address(upstream, node)
  await onNode(context, node, 3000, async (connection) => {
    await connection.query({ text: `alter system set primary_conninfo = ${quote(conninfo(address, node))}` })
    await connection.query({ text: 'select pg_reload_conf()' })
  })
}
