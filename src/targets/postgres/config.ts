import type { Address } from '../../cluster/cluster.ts'

/** Where PostgreSQL keeps what; the harness speaks to it as this user, and so do clients. */
export const database = 'postgres'
export const user = 'postgres'

/** What every server here is told. Time-outs are short so that a cut link is noticed within the run. */
export const tuning: Readonly<Record<string, string | number>> = {
  max_connections: 300,
  shared_buffers: '32MB',
  jit: 'off',
  // Transactions that lock rows in any order meet often; the default second would outlast the clients' patience.
  deadlock_timeout: '50ms',
  wal_keep_size: '1GB',
  wal_log_hints: 'on',
  wal_sender_timeout: '3s',
  wal_receiver_timeout: '3s',
  wal_receiver_status_interval: '1s',
  wal_retrieve_retry_interval: '500ms',
  // Nothing of a killed server's shared memory is left behind outside its data folder.
  dynamic_shared_memory_type: 'mmap',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_line_prefix: '%m [%p] %q%a ',
}

export interface ServerConfig {
  readonly node: string
  readonly listen: Address
  readonly fsync: boolean
  /** Head of `synchronous_standby_names`; absent: commits wait for nobody. */
  readonly waitFor?: string | undefined
  /** All other nodes: those for which this one would wait if it were the primary. */
  readonly others: readonly string[]
  /** Where it streams from; absent on a primary. */
  readonly upstream?: Address | undefined
}

/**
 * The whole postgresql.conf. Every node names its own others in `synchronous_standby_names` from the start: a promoted
 * standby then waits from its first commit on, for nodes that exist.
 */
export function postgresqlConf(config: ServerConfig): string {
  const settings: Record<string, string | number> = {
    listen_addresses: config.listen.host,
    port: config.listen.port,
    fsync: config.fsync ? 'on' : 'off',
    unix_socket_directories: '',
    ...tuning,
    wal_level: 'replica',
    max_wal_senders: Math.max(10, 2 * config.others.length),
    hot_standby: 'on',
    synchronous_standby_names: synchronousStandbyNames(config.waitFor, config.others),
  }
  if (config.upstream !== undefined) settings.primary_conninfo = conninfo(config.upstream, config.node)
  return Object.entries(settings)
    .map(([name, value]) => `${name} = ${typeof value === 'number' ? value : quote(value)}\n`)
    .join('')
}

/** Trust: the port is open to loopback or to the run's own network only. */
export const pgHba = 'host all all all trust\nhost replication all all trust\n'

/** The connection string of a standby's walreceiver; its name is what `synchronous_standby_names` knows it by. */
export function conninfo(upstream: Address, node: string): string {
  return `host=${upstream.host} port=${upstream.port} user=${user} application_name=${node} connect_timeout=2`
}

export function synchronousStandbyNames(waitFor: string | undefined, nodes: readonly string[]): string {
  if (waitFor === undefined || nodes.length === 0) return ''
  return `${waitFor} (${nodes.map((node) => `"${node}"`).join(', ')})`
}

/** A string literal, in postgresql.conf as in SQL. */
export function quote(value: string): string {
  return `'${value.replaceAll("'", "''")}'`
}
