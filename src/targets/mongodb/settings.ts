import type { Claim, Setting } from '../target.ts'
import type { Concerns } from './concerns.ts'

/** Concerns that people run with, and what MongoDB promises for them. */
export interface ConcernSetting extends Setting {
  /** `as-told`: by --write-concern and --read-concern. */
  readonly concerns: Concerns | 'as-told'
}

const survives: Claim = {
  kind: 'durability',
  promise: 'acknowledged-writes-survive-failover',
  text: 'A write is acknowledged when a majority of the voting members has it in its journal: it is not rolled back.',
  source: 'MongoDB Manual 8.0, Write Concern: w "majority"; Rollbacks During Replica Set Failover',
}

const snapshots: Claim = {
  kind: 'consistency',
  promise: 'snapshot-isolation',
  text: 'Transactions that commit with w "majority" have read from a snapshot of majority-committed data.',
  source: 'MongoDB Manual 8.0, Read Concern "snapshot"; Transactions: Read Concern',
}

const uncommitted: Claim = {
  kind: 'consistency',
  promise: 'read-uncommitted',
  text: 'Read concern "local" may return what is not acknowledged yet, and what is rolled back later.',
  source: 'MongoDB Manual 8.0, Read Concern "local"; Read Isolation, Consistency, and Recency',
}

export const settings: readonly ConcernSetting[] = [
  {
    name: 'default',
    title: 'default concerns',
    about: 'no concern is sent: since 5.0 the server then writes with w "majority" and reads with "local"',
    concerns: { write: undefined, read: undefined, transactionRead: undefined },
    claims: [{ ...survives, source: `${survives.source}; Default MongoDB Read Concerns/Write Concerns` }, uncommitted],
  },
  {
    name: 'majority',
    title: 'majority concerns',
    about: 'w "majority", reads at "majority", transactions at "snapshot"',
    concerns: { write: 'majority', read: 'majority', transactionRead: 'snapshot' },
    claims: [
      survives,
      {
        kind: 'consistency',
        promise: 'read-committed',
        text: 'Reads return what a majority has acknowledged, which is not rolled back; it may not be the newest.',
        source: 'MongoDB Manual 8.0, Read Concern "majority"',
      },
      snapshots,
    ],
  },
  {
    name: 'linearizable',
    title: 'linearizable reads',
    about: 'w "majority", reads of the primary at "linearizable", transactions at "snapshot"',
    concerns: { write: 'majority', read: 'linearizable', transactionRead: 'snapshot' },
    claims: [
      survives,
      {
        kind: 'consistency',
        promise: 'linearizable',
        text: 'Reads and writes of a single document are as if a single thread performed them in real time.',
        source: 'MongoDB Manual 8.0, Read Concern "linearizable": Real Time Order',
      },
      snapshots,
    ],
  },
  {
    name: 'w1',
    title: 'w: 1',
    about: 'w 1: the primary alone acknowledges; reads and transactions at "local"',
    concerns: { write: 1, read: 'local', transactionRead: 'local' },
    claims: [
      {
        kind: 'durability',
        promise: 'none',
        text: 'A write can be rolled back if the primary steps down before any of the secondaries has replicated it.',
        source: 'MongoDB Manual 8.0, Write Concern: w <number>; Rollbacks During Replica Set Failover',
      },
      uncommitted,
    ],
  },
  {
    name: 'custom',
    title: 'concerns of one’s own',
    about: 'as --write-concern and --read-concern say',
    concerns: 'as-told',
    claims: [
      {
        kind: 'durability',
        promise: 'none',
        text: 'What is promised depends on the write concern; only w "majority" is safe from rollbacks.',
        source: 'MongoDB Manual 8.0, Write Concern',
      },
      {
        kind: 'consistency',
        promise: 'read-uncommitted',
        text: 'What is promised depends on the read concern.',
        source: 'MongoDB Manual 8.0, Read Concern',
      },
    ],
  },
]
