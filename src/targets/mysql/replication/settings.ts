import type { Claim, Setting } from '../../target.ts'

/** How a source waits for a replica before it confirms a commit. */
export interface SemiSync {
  /** rpl_semi_sync_source_timeout: after so long without a word it goes on without. */
  readonly timeoutMs: number
  /** rpl_semi_sync_source_wait_point: before or after the commit is seen by others. */
  readonly waitPoint: 'AFTER_SYNC' | 'AFTER_COMMIT'
}

export interface ReplicationSetting extends Setting {
  readonly semiSync?: SemiSync
}

/** The longest that there is: 49 days. */
const endlessMs = 4_294_967_295

const manual = 'MySQL 9.4 manual'

const isolation = `${manual}, 17.7.2.1 Transaction Isolation Levels`

/** What is promised of transactions at each level; on a replica the same of what has arrived there. */
export const levels: readonly Claim[] = [
  {
    kind: 'consistency',
    promise: 'repeatable-read',
    text: 'InnoDB offers all four transaction isolation levels described by the SQL:1992 standard; the default is REPEATABLE READ.',
    source: isolation,
    when: { isolation: 'repeatable-read' },
  },
  {
    kind: 'consistency',
    promise: 'read-committed',
    text: 'Each consistent read, even within the same transaction, sets and reads its own fresh snapshot.',
    source: isolation,
    when: { isolation: 'read-committed' },
  },
]

export const serializable: Claim = {
  kind: 'consistency',
  promise: 'serializable',
  text: 'Like REPEATABLE READ, but InnoDB implicitly converts all plain SELECT statements to SELECT … FOR SHARE if autocommit is disabled.',
  source: isolation,
  when: { isolation: 'serializable' },
}

const lossless: Claim = {
  kind: 'durability',
  promise: 'committed-writes-survive-failover',
  text: 'The source waits until a replica has written a transaction to its relay log before it commits it to the storage engine: if the source fails, all transactions committed on it are on the replica (lossless failover).',
  source: `${manual}, 19.4.10 Semisynchronous Replication; rpl_semi_sync_source_wait_point`,
}

export const replicationSettings: readonly ReplicationSetting[] = [
  {
    name: 'async',
    title: 'asynchronous',
    about: 'commits do not wait for replicas (the default of MySQL)',
    claims: [
      {
        kind: 'durability',
        promise: 'none',
        text: 'If the source crashes, transactions that it has committed might not have been transmitted to any replica; failover may then miss transactions.',
        source: `${manual}, 19.4.10 Semisynchronous Replication, Comparison`,
      },
      ...levels,
      serializable,
    ],
  },
  {
    name: 'semi-sync',
    title: 'semi-synchronous',
    about: 'commits wait for any one replica, however long (AFTER_SYNC, rpl_semi_sync_source_timeout without end)',
    semiSync: { timeoutMs: endlessMs, waitPoint: 'AFTER_SYNC' },
    leastNodes: 2,
    claims: [lossless, ...levels, serializable],
  },
  {
    name: 'semi-sync-timeout',
    title: 'semi-synchronous for a second',
    about: 'commits wait for any one replica for 1 s, then for nobody (AFTER_SYNC; 10 s is the default of MySQL)',
    semiSync: { timeoutMs: 1000, waitPoint: 'AFTER_SYNC' },
    leastNodes: 2,
    claims: [
      {
        kind: 'durability',
        promise: 'none',
        text: 'If a time-out occurs without any replica having acknowledged the transaction, the source reverts to asynchronous replication.',
        source: `${manual}, 19.4.10 Semisynchronous Replication; rpl_semi_sync_source_timeout`,
      },
      ...levels,
      serializable,
    ],
  },
  {
    name: 'semi-sync-after-commit',
    title: 'semi-synchronous after the commit',
    about: 'as semi-sync, but others see a commit before a replica has it (AFTER_COMMIT)',
    semiSync: { timeoutMs: endlessMs, waitPoint: 'AFTER_COMMIT' },
    leastNodes: 2,
    claims: [
      {
        kind: 'durability',
        promise: 'acknowledged-writes-survive-failover',
        text: 'The client that commits is answered when a replica has the transaction; other clients can see it before, and can lose it: if the source fails, they may find the data gone.',
        source: `${manual}, 19.4.10 Semisynchronous Replication; rpl_semi_sync_source_wait_point`,
      },
      ...levels,
      serializable,
    ],
  },
]
