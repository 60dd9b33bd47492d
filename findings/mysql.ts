import type { Scenario } from '../src/scenario/scenario.ts'
import type { Finding } from './finding.ts'

const failover = {
  target: 'mysql',
  workload: 'set',
  schedule: 'failover',
  rate: 200,
  timeLimit: 12,
} as const satisfies Scenario

/** Few hot keys and many readers of them: what may go wrong does so within seconds, without a fault. */
const single = {
  target: 'mysql',
  setting: 'async',
  nodes: 1,
  workload: 'list-append',
  rate: 200,
  timeLimit: 8,
} as const satisfies Scenario

/** Suspects are expelled at once: this is not about how long that takes. */
const partitioned = {
  target: 'mysql',
  setting: 'group',
  reads: 'any-node',
  rate: 100,
  timeLimit: 30,
  schedule: 'isolated-primary',
} as const satisfies Scenario

const eventual = { consistency: 'eventual', 'expel-timeout': 0 }
const strict = { consistency: 'before-and-after', 'expel-timeout': 0 }
const guarantees = 'MySQL 9.4 manual, 20.5.3.1 Understanding Transaction Consistency Guarantees'
const semiSync = 'MySQL 9.4 manual, 19.4.10 Semisynchronous Replication'

export const mysqlFindings: readonly Finding[] = [
  {
    name: 'mysql-async-failover',
    shows: 'Asynchronous replication: writes that the old source had acknowledged are gone after a failover.',
    scenario: { ...failover, setting: 'async' },
    expect: { verdict: 'invalid', by: 'lost-writes' },
    control: 'mysql-semi-sync-failover',
    source: `${semiSync}: transactions might not have been transmitted to any replica`,
  },
  {
    name: 'mysql-semi-sync-timeout-failover',
    shows: 'Semi-synchronous replication with a time-out of 1 s: once it has run out, the same failover loses writes.',
    scenario: { ...failover, setting: 'semi-sync-timeout' },
    expect: { verdict: 'invalid', by: 'lost-writes' },
    control: 'mysql-semi-sync-failover',
    source: `${semiSync}: after a time-out the source reverts to asynchronous replication`,
  },
  {
    name: 'mysql-semi-sync-failover',
    shows:
      'Semi-synchronous replication (AFTER_SYNC) without a time-out: the same failover loses no acknowledged write.',
    scenario: { ...failover, setting: 'semi-sync' },
    expect: { verdict: 'valid', by: 'lost-writes' },
    source: `${semiSync}: lossless failover with AFTER_SYNC`,
  },
  {
    name: 'mysql-repeatable-read',
    shows:
      'One server at its default isolation: updates overwrite each other, and reads of one transaction do not fit together.',
    scenario: single,
    expect: { verdict: 'invalid', by: 'isolation' },
    control: 'mysql-serializable',
    source: 'Jepsen: MySQL 8.0.34 (2023-12-19)',
  },
  {
    name: 'mysql-serializable',
    shows: 'One server at serializable: every history has a serial order.',
    scenario: { ...single, options: { isolation: 'serializable' } },
    expect: { verdict: 'valid', by: 'isolation' },
    source: 'MySQL 9.4 manual, 17.7.2.1 Transaction Isolation Levels',
  },
  {
    name: 'mysql-group-eventual-partition',
    shows:
      'Group Replication at EVENTUAL: a primary that is cut off goes on answering with values that its successor has overwritten (and a secondary, now and then, from a moment ago).',
    scenario: { ...partitioned, workload: 'register', options: eventual },
    expect: { verdict: 'invalid', by: 'linearizable' },
    control: 'mysql-group-before-and-after-partition',
    source: guarantees,
  },
  {
    name: 'mysql-group-before-and-after-partition',
    shows:
      'Group Replication at BEFORE_AND_AFTER: the same partition, and no read is stale; who is cut off answers nobody.',
    scenario: { ...partitioned, workload: 'register', options: strict },
    expect: { verdict: 'valid', by: 'linearizable' },
    source: guarantees,
  },
  {
    name: 'mysql-group-eventual-writes',
    shows: 'Group Replication at EVENTUAL: the same partition loses no acknowledged write.',
    scenario: { ...partitioned, workload: 'set', options: eventual },
    expect: { verdict: 'valid', by: 'lost-writes' },
    source: 'MySQL 9.4 manual, 20.7.8 Handling a Network Partition and Loss of Quorum',
  },
  {
    name: 'mysql-group-before-and-after-writes',
    shows: 'Group Replication at BEFORE_AND_AFTER: the same partition loses no acknowledged write there either.',
    scenario: { ...partitioned, workload: 'set', options: strict },
    expect: { verdict: 'valid', by: 'lost-writes' },
    source: 'MySQL 9.4 manual, 20.7.8 Handling a Network Partition and Loss of Quorum',
  },
]
