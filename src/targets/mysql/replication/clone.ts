import type { Address, Node } from '../../../cluster/cluster.ts'
import { MurphyError } from '../../../op/failure.ts'
import { run } from '../../common/shell.ts'
import { poll } from '../../common/wait.ts'
import { configOf, replication, socketOf } from '../config.ts'

const bootMs = 30_000
const cloneMs = 60_000

/**
 * Replaces the data of a freshly installed node by another server's, by the clone plugin (MySQL 9.4 manual, 7.6.7.3
 * Cloning Remote Data). Nobody can connect meanwhile but over the node's own socket. The server ends when it has the
 * data: with nobody beside it who would start it again (error 3707) it stays down.
 */
export async function clone(node: Node, { host, port }: Address): Promise<void> {
  await node.start(['mysqld', `--defaults-file=${configOf(node)}`, '--skip-networking'])
  const sql = ['mysql', `--socket=${socketOf(node)}`, '--user=root', '--batch', '--execute']
  try {
    await poll({ ms: bootMs, everyMs: 200 }, async () => await run(node, [...sql, 'select 1']))
    const cloning = await node.exec(
      [
        ...sql,
        `set global clone_valid_donor_list = '${host}:${port}';
         set global super_read_only = off;
         clone instance from '${replication.user}'@'${host}':${port} identified by '${replication.password}'`,
      ],
      { timeoutMs: cloneMs },
    )
    const down = await poll({ ms: 10_000, everyMs: 100 }, async () =>
      (await node.state()) === 'stopped' ? true : undefined,
    )
    if (down === undefined)
      throw new MurphyError('broken', `The data of ${node.name} could not be cloned: ${cloning.stderr.trim()}`)
  } catch (error) {
    await node.kill()
    throw error
  }
}
