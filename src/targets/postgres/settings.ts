import type { Claim, Setting } from '../target.ts'

/** A way to run streaming replication, and what PostgreSQL promises for it. */
export interface ReplicationSetting extends Setting {
  /** Head of `synchronous_standby_names`; absent: nobody waits for a standby. */
  readonly waitFor?: 'FIRST 1' | 'ANY 1'
}

const consistency: Claim = {
  kind: 'consistency',
  promise: 'read-committed',
  text: 'A query sees the data committed before it began; standbys are eventually consistent with the primary.',
  source: 'PostgreSQL 18 documentation, 13.2.1 Read Committed Isolation Level; 26.4.1 Hot Standby, User’s Overview',
}

const survives: Claim = {
  kind: 'durability',
  promise: 'acknowledged-writes-survive-failover',
  text: 'A commit is confirmed only when it is flushed on the primary and on a standby: it is lost only if both crash at once.',
  source: 'PostgreSQL 18 documentation, 26.2.8 Synchronous Replication; 19.6.2 synchronous_standby_names',
}

export const settings: readonly ReplicationSetting[] = [
  {
    name: 'async',
    title: 'asynchronous',
    about: 'commits do not wait for standbys (the default of PostgreSQL)',
    claims: [
      {
        kind: 'durability',
        promise: 'none',
        text: 'If the primary crashes, commits that were not yet replicated are lost; how many depends on the delay.',
        source: 'PostgreSQL 18 documentation, 26.2.8 Synchronous Replication',
      },
      consistency,
    ],
  },
  {
    name: 'sync',
    title: 'synchronous',
    about: 'commits wait for the first connected standby of a list, synchronous_standby_names = FIRST 1 (…)',
    waitFor: 'FIRST 1',
    leastNodes: 2,
    claims: [survives, consistency],
  },
  {
    name: 'quorum',
    title: 'quorum commit',
    about: 'commits wait for any one standby, synchronous_standby_names = ANY 1 (…)',
    waitFor: 'ANY 1',
    leastNodes: 2,
    claims: [survives, consistency],
  },
]
