import type { Address, Node } from '../../../cluster/cluster.ts'
import { MurphyError } from '../../../op/failure.ts'
import { run } from '../../common/shell.ts'
import { poll } from '../../common/wait.ts'
import { configOf, socketOf } from '../../mysql/config.ts'
import { GtidState } from './gtid.ts'

const bootMs = 30_000
const dumpMs = 60_000

/**
 * Replaces the tables of a freshly installed node by another server's, with a dump that knows its own position (MariaDB
 * documentation, mariadb-dump, --gtid). The binary log begins anew, with what the other's held as its past; the server is
 * down again afterwards.
 */
export async function dump(node: Node, { host, port }: Address): Promise<void> {
  const local = ['mariadb', `--socket=${socketOf(node)}`, '--user=root', '--batch', '--skip-column-names']
  const other = ['--host', host, '--port', String(port), '--user=root']
  const ask = async (program: readonly string[], sql: string) =>
    (await run(node, [...program, '--execute', sql])).trim()
  await node.start(['mariadbd', `--defaults-file=${configOf(node)}`, '--skip-networking'])
  try {
    await poll({ ms: bootMs, everyMs: 200 }, () => ask(local, 'select 1'))
    const before = await ask(
      ['mariadb', ...other, '--batch', '--skip-column-names'],
      'select @@global.gtid_binlog_state',
    )
    await run(node, ['bash', '-euo', 'pipefail', '-c', copy, 'bash', socketOf(node), ...other], dumpMs)
    const then = await ask(local, 'select @@global.gtid_slave_pos')
    const state = GtidState.parse(before).with(GtidState.parse(then)).shown
    await ask(local, `reset master; set global gtid_binlog_state = '${state}'`)
    await node.signal('SIGTERM')
    const down = await poll({ ms: bootMs, everyMs: 100 }, async () =>
      (await node.state()) === 'stopped' ? true : undefined,
    )
    if (down === undefined) throw new MurphyError('broken', `MariaDB on ${node.name} does not stop after its dump.`)
  } catch (error) {
    await node.kill()
    throw error
  }
}

/** The dump sets gtid_slave_pos by itself. */
const copy = `socket=$1; shift
mariadb-dump "$@" --single-transaction --gtid --master-data=1 --databases murphy \
  | mariadb --socket="$socket" --user=root --init-command='set sql_log_bin = 0'`
