import type { Cluster, Node } from '../../cluster/cluster.ts'
import { dataOf, socketOf } from '../mysql/config.ts'

/** What of a server's configuration is an option of Murphy's. */
export interface ServerOptions {
  /** innodb_flush_log_at_trx_commit */
  readonly flush: number
  /** innodb_flush_log_at_timeout, s */
  readonly flushInterval: number
  /** innodb_snapshot_isolation */
  readonly snapshotIsolation: boolean
  /** wsrep_sync_wait */
  readonly syncWait: number
}

export type Lines = Readonly<Record<string, string | number>>

/** Of every server, whoever its neighbours are. */
export function common(
  cluster: Cluster,
  node: Node,
  { flush, flushInterval, snapshotIsolation }: ServerOptions,
): Lines {
  return {
    datadir: dataOf(node),
    socket: socketOf(node),
    bind_address: node.listen.host,
    port: node.listen.port,
    server_id: cluster.nodes.findIndex(({ name }) => name === node.name) + 1,
    report_host: cluster.address(node.name, node.name).host,
    skip_name_resolve: 1,
    character_set_server: 'utf8mb4',
    collation_server: 'utf8mb4_bin',
    max_connections: 300,
    performance_schema: 0,
    innodb_buffer_pool_size: '64M',
    innodb_log_file_size: '32M',
    innodb_flush_log_at_trx_commit: flush,
    innodb_flush_log_at_timeout: flushInterval,
    innodb_snapshot_isolation: snapshotIsolation ? 'ON' : 'OFF',
    // Shorter than the clients' patience, so that they learn which of them lost.
    innodb_lock_wait_timeout: 2,
    // What stands under the files of a node sees calls of libc, and nothing of libaio or io_uring.
    ...(node.files === undefined ? {} : { innodb_use_native_aio: 'OFF' }),
  }
}

export function text(settings: Lines): string {
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}\n`)
  return `[mariadbd]\n${lines.join('')}`
}
