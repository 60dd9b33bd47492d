import type { Setting } from '../../target.ts'
import { isolationClaims } from '../isolation.ts'

const manual = 'MariaDB documentation'

export const galera: Setting = {
  name: 'galera',
  title: 'Galera',
  about: 'every node takes reads and writes; what commits on one is certified by all (wsrep)',
  multiPrimary: true,
  only: {
    capabilities: ['primaries', 'stop', 'membership', 'clock-offset', 'libc-files'],
    because: 'every node leads, and nobody is promoted',
  },
  claims: [
    {
      kind: 'durability',
      promise: 'acknowledged-writes-survive-failover',
      text: 'No lost transactions: if one of the nodes crashes there is no data loss. innodb_flush_log_at_trx_commit=0 is a safer, recommended option with Galera Cluster, since inconsistencies can always be fixed by recovering from another node.',
      source: `${manual}, What is MariaDB Galera Cluster, Benefits; About Galera Replication; Configuring MariaDB Galera Cluster, Performance-related Options (--flush)`,
    },
    {
      kind: 'consistency',
      promise: 'none',
      text: 'A read sees what other nodes had committed before only where it waits for that: wsrep_sync_wait, 0 by default.',
      source: `${manual}, Galera Cluster System Variables, wsrep_sync_wait (--wsrep-sync-wait)`,
    },
    ...isolationClaims,
  ],
}
