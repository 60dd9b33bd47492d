import type { ReplicationSetting } from '../../mysql/replication/settings.ts'
import type { Claim } from '../../target.ts'
import { isolationClaims } from '../isolation.ts'

/** The longest that there is: 49 days, ms. */
const endlessMs = 4_294_967_295

const manual = 'MariaDB documentation'

const crash: Claim = {
  kind: 'durability',
  promise: 'none',
  text: 'Asynchronous replication gives no guarantees about the delay between changes on the primary and their propagation: if the primary crashes, some of the latest changes may be lost.',
  source: `${manual}, About Galera Replication, Synchronous vs. Asynchronous Replication`,
}

export const replicationSettings: readonly ReplicationSetting[] = [
  {
    name: 'async',
    title: 'asynchronous',
    about: 'one primary, commits do not wait for replicas; with --nodes 1 one server by itself',
    claims: [crash, ...isolationClaims],
  },
  {
    name: 'semi-sync',
    title: 'semi-synchronous',
    about: 'commits wait for any one replica, however long (AFTER_SYNC, rpl_semi_sync_master_timeout without end)',
    semiSync: { timeoutMs: endlessMs, waitPoint: 'AFTER_SYNC' },
    leastNodes: 2,
    claims: [
      {
        kind: 'durability',
        promise: 'committed-writes-survive-failover',
        text: 'The primary waits until a replica has received and logged a transaction before it commits it to the storage engine: no transaction that was committed is missing on the replica when the primary crashes (lossless failover).',
        source: `${manual}, Semisynchronous Replication; rpl_semi_sync_master_wait_point, AFTER_SYNC`,
      },
      ...isolationClaims,
    ],
  },
  {
    name: 'semi-sync-timeout',
    title: 'semi-synchronous for a second',
    about: 'commits wait for any one replica for 1 s, then for nobody (AFTER_SYNC; 10 s is the default of MariaDB)',
    semiSync: { timeoutMs: 1000, waitPoint: 'AFTER_SYNC' },
    leastNodes: 2,
    claims: [
      {
        kind: 'durability',
        promise: 'none',
        text: 'If no replica acknowledges a transaction and the time-out occurs, the primary switches to asynchronous replication.',
        source: `${manual}, Semisynchronous Replication; rpl_semi_sync_master_timeout`,
      },
      ...isolationClaims,
    ],
  },
]
