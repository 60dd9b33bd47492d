import { within } from '../../common/wait.ts'
import { replication } from '../config.ts'
import { Connection } from '../connection.ts'
import type { Context } from './context.ts'

const joinMs = 60_000
const startGroup = `start group_replication user = '${replication.user}', password = '${replication.password}'`

/** Runs statements over a connection of its own, which is dropped where they take too long. */
export async function run({ cluster, closing }: Context, node: string, ms: number, ...texts: string[]): Promise<void> {
  const connection = await Connection.open(cluster.address(node, 'client'), { timeoutMs: 2000 })
  const drop = () => connection.close()
  closing.addEventListener('abort', drop)
  try {
    for (const text of texts) await within(ms, `${text.split(' user')[0]} on ${node}`, connection.query({ text }))
  } finally {
    closing.removeEventListener('abort', drop)
    drop()
  }
}

/** Begins a group of one, with what this member has (MySQL 9.4 manual, 20.2.1.5 Bootstrapping the Group). */
export async function bootstrap(context: Context, node: string): Promise<void> {
  await run(context, node, joinMs, 'stop group_replication', 'set global group_replication_bootstrap_group = on')
  await run(context, node, joinMs, startGroup).finally(() =>
    run(context, node, joinMs, 'set global group_replication_bootstrap_group = off'),
  )
}

/** Joins the group that is there, from whatever state. */
export async function join(context: Context, node: string): Promise<void> {
  await run(context, node, joinMs, 'stop group_replication', startGroup)
}

/** In order: the others know at once that it is gone. */
export async function leave(context: Context, node: string): Promise<void> {
  await run(context, node, joinMs, 'stop group_replication')
}
