import type { Cluster, Node } from '../../../cluster/cluster.ts'
import { common, type ServerOptions, text } from '../config.ts'

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

/** A member of a cluster of all nodes; it sends a joining one all its data with rsync. */
export function galeraConfig(cluster: Cluster, node: Node, options: ServerOptions): string {
  const host = (name: string) => cluster.address(name, node.name).host
  return text({
    ...common(cluster, node, options),
    default_storage_engine: 'InnoDB',
    binlog_format: 'ROW',
    innodb_autoinc_lock_mode: 2,
    wsrep_on: 'ON',
    wsrep_provider: provider,
    wsrep_cluster_name: 'murphy',
    wsrep_cluster_address: `gcomm://${cluster.nodes.map(({ name }) => host(name)).join(',')}`,
    wsrep_node_name: node.name,
    wsrep_node_address: host(node.name),
    wsrep_sst_method: 'rsync',
    wsrep_slave_threads: 2,
    wsrep_sync_wait: options.syncWait,
    wsrep_provider_options: `"${providerOptions}"`,
  })
}
