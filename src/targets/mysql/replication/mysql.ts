import type { Cluster } from '../../../cluster/cluster.ts'
import type { Options } from '../../../op/option.ts'
import type { Part } from '../../common/replication/database.ts'
import { common, configOf, type Lines, replication, text } from '../config.ts'
import { install } from '../install.ts'
import { clone } from './clone.ts'
import { GtidSet } from './gtid.ts'
import type { SemiSync } from './settings.ts'
import type { Ask, Look, Vendor } from './vendor.ts'

/** MySQL's own way to replicate. Statements and names: MySQL 9.4 manual, 15.4.2 and 19.4.10. */
export function mysqlVendor(cluster: Cluster, options: Options, semiSync: SemiSync | undefined): Vendor {
  const vendor: Vendor = {
    title: 'MySQL',
    lingers: true, // 8 s (close_connections, sql/mysqld.cc)
    configure: (node, part) =>
      node.writeFile(
        configOf(node),
        text([...common(cluster, node, options), ...roleOf(part), ...semiSyncOf(semiSync, part)]),
      ),
    command: (node) => ['mysqld', `--defaults-file=${configOf(node)}`],
    install,
    look,
    statements: {
      follow: ({ host, port }) => [
        'stop replica',
        `change replication source to source_host = '${host}', source_port = ${port}, source_user = '${replication.user}',
           source_password = '${replication.password}', source_auto_position = 1, get_source_public_key = 1,
           source_connect_retry = 1, source_retry_count = 1000000, source_heartbeat_period = 1`,
        'start replica',
      ],
      resume: ['start replica'],
      applyOnly: ['stop replica io_thread', 'start replica sql_thread'],
      lead: [
        'stop replica',
        'reset replica all',
        ...(semiSync === undefined ? [] : ['set global rpl_semi_sync_source_enabled = 1']),
        'set global super_read_only = off',
        'set global read_only = off',
      ],
      retire: ['set global super_read_only = on'],
    },
    async resync(node, leader) {
      await install(node)
      await vendor.configure(node, { standby: true })
      await clone(node, leader)
      return 'clone'
    },
  }
  return vendor
}

function roleOf({ standby }: Part): Lines {
  const readOnly = standby ? 'ON' : 'OFF'
  return [
    ['read_only', readOnly],
    ['super_read_only', readOnly],
  ]
}

/** Only a source waits: a replica with an endless time-out would wait for its own replicas before it applies anything. */
function semiSyncOf(semiSync: SemiSync | undefined, { standby }: Part): Lines {
  if (semiSync === undefined) return []
  return [
    ['plugin_load_add', 'semisync_source.so'],
    ['plugin_load_add', 'semisync_replica.so'],
    ['loose_rpl_semi_sync_source_enabled', standby ? 0 : 1],
    ['loose_rpl_semi_sync_replica_enabled', 1],
    ['loose_rpl_semi_sync_source_timeout', semiSync.timeoutMs],
    ['loose_rpl_semi_sync_source_wait_point', semiSync.waitPoint],
    ['loose_rpl_semi_sync_source_wait_for_replica_count', 1],
  ]
}

/** The default channel is the empty one; its rows are there only while a source is set. */
const lookQuery = `select @@global.read_only as read_only, @@server_uuid as id, @@global.gtid_executed as applied,
    unix_timestamp(sysdate(6)) * 1000 as clock, host as host, port as port, c.service_state as receiver, a.service_state as applier,
    received_transaction_set as received
  from (select '' as channel_name) as channel
    left join performance_schema.replication_connection_configuration using (channel_name)
    left join performance_schema.replication_connection_status as c using (channel_name)
    left join performance_schema.replication_applier_status as a using (channel_name)`

export async function look(ask: Ask): Promise<Look> {
  const row = await ask(lookQuery)
  const applied = GtidSet.parse(String(row.applied))
  const received = applied.with(GtidSet.parse(String(row.received ?? '')))
  return {
    id: String(row.id),
    readOnly: Number(row.read_only) === 1,
    applied,
    received,
    ...(row.host === null
      ? {}
      : {
          following: {
            leader: { host: String(row.host), port: Number(row.port) },
            works: row.receiver === 'ON' && row.applier === 'ON',
          },
        }),
    clock: Number(row.clock),
  }
}
