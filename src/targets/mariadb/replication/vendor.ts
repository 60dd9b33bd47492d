import type { Cluster } from '../../../cluster/cluster.ts'
import type { Part } from '../../common/replication/database.ts'
import { configOf, replication } from '../../mysql/config.ts'
import { install } from '../../mysql/install.ts'
import type { SemiSync } from '../../mysql/replication/settings.ts'
import type { Ask, Look, Vendor } from '../../mysql/replication/vendor.ts'
import { common, type ServerOptions, text } from '../config.ts'
import { dump } from './dump.ts'
import { GtidState } from './gtid.ts'

/** MariaDB's own way to replicate. Statements and names: MariaDB documentation, Global Transaction ID; Semisynchronous Replication. */
export function mariadbVendor(cluster: Cluster, options: ServerOptions, semiSync: SemiSync | undefined): Vendor {
  const vendor: Vendor = {
    title: 'MariaDB',
    configure: (node, part) =>
      node.writeFile(
        configOf(node),
        text({ ...common(cluster, node, options), ...binaryLog, ...roleOf(part), ...semiSyncOf(semiSync, part) }),
      ),
    command: (node) => ['mariadbd', `--defaults-file=${configOf(node)}`],
    install,
    look,
    statements: {
      follow: ({ host, port }) => [
        'stop slave',
        'set global gtid_slave_pos = @@global.gtid_binlog_pos',
        `change master to master_host = '${host}', master_port = ${port}, master_user = '${replication.user}',
           master_password = '${replication.password}', master_use_gtid = slave_pos, master_connect_retry = 1,
           master_heartbeat_period = 1`,
        'start slave',
      ],
      resume: ['start slave'],
      applyOnly: ['stop slave io_thread', 'start slave sql_thread'],
      lead: [
        'stop slave',
        'reset slave all',
        ...(semiSync === undefined ? [] : ['set global rpl_semi_sync_master_enabled = 1']),
        'set global read_only = 0',
      ],
      retire: ['set global read_only = 1'],
    },
    async resync(node, leader) {
      await install(node)
      await vendor.configure(node, { standby: true })
      await dump(node, leader)
      return 'mariadb-dump'
    },
  }
  return vendor
}

const binaryLog = {
  wsrep_on: 'OFF',
  log_bin: 'binlog',
  log_slave_updates: 'ON',
  binlog_format: 'ROW',
  sync_binlog: 1,
  gtid_strict_mode: 'ON',
  // A replica that hears nothing of its primary for so long, s, connects anew.
  slave_net_timeout: 4,
  master_retry_count: 1_000_000,
  // Who is to be followed is said after the start, by those who know who leads.
  skip_slave_start: 'ON',
}

const roleOf = ({ standby }: Part) => ({ read_only: standby ? 'ON' : 'OFF' })

/** Only a primary waits: a replica with an endless time-out would wait for its own replicas before it applies anything. */
function semiSyncOf(semiSync: SemiSync | undefined, { standby }: Part) {
  if (semiSync === undefined) return {}
  return {
    rpl_semi_sync_master_enabled: standby ? 'OFF' : 'ON',
    rpl_semi_sync_slave_enabled: 'ON',
    rpl_semi_sync_master_timeout: semiSync.timeoutMs,
    rpl_semi_sync_master_wait_point: semiSync.waitPoint,
  }
}

/**
 * SHOW SLAVE STATUS has a row only on a replica, and is in no table before MariaDB 11.6. Who may not see the threads of
 * others sees those that run counted.
 */
const lookQuery = `select @@global.read_only as read_only, @@server_id as id, @@global.gtid_binlog_state as applied,
    cast(unix_timestamp(sysdate(6)) * 1000 as double) as clock,
    (select count(*) from information_schema.processlist where command in ('Slave_IO', 'Slave_SQL'))
      + (select variable_value from information_schema.global_status where variable_name = 'SLAVES_RUNNING') as threads`

export async function look(ask: Ask): Promise<Look> {
  const row = await ask(lookQuery)
  const slave = Number(row.threads) > 0 ? await ask('show slave status') : undefined
  const applied = GtidState.parse(String(row.applied))
  return {
    id: String(row.id),
    readOnly: Number(row.read_only) === 1,
    applied,
    received: applied.with(GtidState.parse(String(slave?.Gtid_IO_Pos ?? ''))),
    ...(slave === undefined
      ? {}
      : {
          following: {
            leader: { host: String(slave.Master_Host), port: Number(slave.Master_Port) },
            works: slave.Slave_IO_Running === 'Yes' && slave.Slave_SQL_Running === 'Yes',
          },
        }),
    clock: Number(row.clock),
  }
}
