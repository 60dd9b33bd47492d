import { join } from 'node:path'
import type { Cluster, Node } from '../../cluster/cluster.ts'

/** What of a server's configuration is an option of Murphy's. */
export interface ServerOptions {
  /** innodb_flush_log_at_trx_commit */
  readonly flush: number
  /** innodb_snapshot_isolation */
  readonly snapshotIsolation: boolean
  /** wsrep_sync_wait */
  readonly syncWait: number
}

/** The configuration stands beside the data, which a state transfer replaces with the donor's. */
export const dataOf = (node: Node) => join(node.dataDir, 'data')
export const configOf = (node: Node) => join(node.dataDir, 'mariadb.cnf')

const provider = '/usr/lib/galera/libgalera_smm.so'

/**
 * Detects a lost member in 2 s (default 5) and forms a new view in 4 s (default 7.5). Much shorter and members of a busy
 * machine never agree on a view. A keepalive must be shorter than a third of the suspicion.
 */
const providerOptions = [
  'gcache.size=64M',
  'evs.keepalive_period=PT0.5S',
  'evs.suspect_timeout=PT2S',
  'evs.inactive_check_period=PT0.5S',
  'evs.inactive_timeout=PT4S',
  'evs.install_timeout=PT4S',
  'pc.recovery=true',
].join(';')

/** Of every server, whoever its neighbours are. */
function common(node: Node, serverId: number, { flush, snapshotIsolation }: ServerOptions) {
  return {
    datadir: dataOf(node),
    socket: join(node.dataDir, 'mariadb.sock'),
    bind_address: node.listen.host,
    port: node.listen.port,
    server_id: serverId,
    skip_name_resolve: 1,
    character_set_server: 'utf8mb4',
    collation_server: 'utf8mb4_bin',
    max_connections: 300,
    performance_schema: 0,
    innodb_buffer_pool_size: '64M',
    innodb_log_file_size: '32M',
    innodb_flush_log_at_trx_commit: flush,
    innodb_snapshot_isolation: snapshotIsolation ? 'ON' : 'OFF',
    // Shorter than the clients' patience, so that they learn which of them lost.
    innodb_lock_wait_timeout: 2,
  }
}

/** One server by itself. */
export function singleConfig(node: Node, options: ServerOptions): string {
  return text({ ...common(node, 1, options), wsrep_on: 'OFF' })
}

/** A member of a Galera cluster of all nodes; it sends a joining one all its data with rsync. */
export function galeraConfig(cluster: Cluster, node: Node, options: ServerOptions): string {
  const names = cluster.nodes.map(({ name }) => name)
  const host = (name: string) => cluster.address(name, node.name).host
  return text({
    ...common(node, names.indexOf(node.name) + 1, options),
    default_storage_engine: 'InnoDB',
    binlog_format: 'ROW',
    innodb_autoinc_lock_mode: 2,
    wsrep_on: 'ON',
    wsrep_provider: provider,
    wsrep_cluster_name: 'murphy',
    wsrep_cluster_address: `gcomm://${names.map(host).join(',')}`,
    wsrep_node_name: node.name,
    wsrep_node_address: host(node.name),
    wsrep_sst_method: 'rsync',
    wsrep_slave_threads: 2,
    wsrep_sync_wait: options.syncWait,
    wsrep_provider_options: `"${providerOptions}"`,
  })
}

function text(settings: Readonly<Record<string, string | number>>): string {
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}\n`)
  return `[mariadbd]\n${lines.join('')}`
}
