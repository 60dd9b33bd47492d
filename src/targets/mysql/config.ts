import { join } from 'node:path'
import type { Cluster, Node } from '../../cluster/cluster.ts'
import type { Options } from '../../op/option.ts'

/** The configuration stands beside the data, which are made anew as a whole. */
export const dataOf = (node: Node) => join(node.dataDir, 'data')
export const configOf = (node: Node) => join(node.dataDir, 'mysql.cnf')
export const socketOf = (node: Node) => join(node.dataDir, 'mysql.sock')

/** Replicas and members of a group log in as this user (docker/mysql/accounts.sql). */
export const replication = { user: 'repl', password: 'repl' }

export type Lines = readonly (readonly [name: string, value: string | number])[]

/** Of every server, whatever part it plays. */
export function common(cluster: Cluster, node: Node, options: Options): Lines {
  return [
    ['datadir', dataOf(node)],
    ['socket', socketOf(node)],
    ['pid_file', join(node.dataDir, 'mysql.pid')],
    ['bind_address', node.listen.host],
    ['port', node.listen.port],
    ['server_id', cluster.nodes.findIndex(({ name }) => name === node.name) + 1],
    ['report_host', cluster.address(node.name, node.name).host],
    ['mysqlx', 'OFF'],
    ['skip_name_resolve', 'ON'],
    ['max_connections', 300],
    ['innodb_buffer_pool_size', '64M'],
    ['innodb_redo_log_capacity', '64M'],
    // Shorter than the clients' patience, so that they learn which of them lost.
    ['innodb_lock_wait_timeout', 2],
    ['gtid_mode', 'ON'],
    ['enforce_gtid_consistency', 'ON'],
    ['log_bin', 'binlog'],
    ['innodb_flush_log_at_trx_commit', options.flush ?? '1'],
    ['innodb_flush_log_at_timeout', options['flush-interval'] ?? 1],
    // A replica that hears nothing of its source for so long, s, connects anew.
    ['replica_net_timeout', 4],
    // Who is to be followed is said after the start, by those who know who leads.
    ['skip_replica_start', 'ON'],
    ['plugin_load_add', 'mysql_clone.so'],
    // What stands under the files of a node sees calls of libc, and nothing of libaio.
    ...(node.files === undefined ? [] : [['innodb_use_native_aio', 'OFF'] as const]),
  ]
}

export function text(lines: Lines): string {
  return `[mysqld]\n${lines.map(([name, value]) => `${name} = ${value}\n`).join('')}`
}
