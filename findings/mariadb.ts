import type { Scenario } from '../src/scenario/scenario.ts'
import type { Finding } from './finding.ts'

/** Few hot keys and many readers of them: what may go wrong does so within seconds, without a fault. */
const single = {
  target: 'mariadb',
  setting: 'async',
  nodes: 1,
  workload: 'list-append',
  timeLimit: 10,
  rate: 200,
} as const satisfies Scenario

const galera = { target: 'mariadb', setting: 'galera', rate: 200 } as const satisfies Scenario
const healthy = { ...galera, timeLimit: 15 } as const satisfies Scenario
/** Every read is of all counters, so that it meets whatever was acknowledged a moment before. */
const staleReads = {
  ...healthy,
  workload: 'monotonic',
  rate: 300,
  options: { 'stale-reads': 'forbidden' },
} as const satisfies Scenario

const blackout = { ...galera, workload: 'set', schedule: 'blackout', timeLimit: 15 } as const satisfies Scenario

const failover = {
  target: 'mariadb',
  workload: 'set',
  schedule: 'failover',
  rate: 200,
  timeLimit: 12,
} as const satisfies Scenario

const semiSync = 'MariaDB documentation, Semisynchronous Replication'
/**
 * Killing three containers takes a third of a second. With the usual second between two writes of the log (and even with ten), the one that
 * dies last often has written its own just then, and nothing is lost.
 */
const seldom = { 'flush-interval': 60 }

const jepsen = 'Jepsen: MariaDB Galera Cluster 12.1.2 (2026-03-15)'

export const mariadbFindings: readonly Finding[] = [
  {
    name: 'mariadb-repeatable-read',
    shows:
      'One server at its default isolation: updates overwrite each other, and reads of one transaction do not fit together.',
    scenario: single,
    expect: { verdict: 'invalid', by: 'isolation' },
    control: 'mariadb-snapshot-isolation',
    source: 'Jepsen: MySQL 8.0.34 (2023-12-19); MDEV-35124',
  },
  {
    name: 'mariadb-snapshot-isolation',
    shows: 'The same level with innodb_snapshot_isolation=ON: neither lost updates nor read skew.',
    scenario: { ...single, options: { 'snapshot-isolation': 'on' } },
    expect: { verdict: 'valid', by: 'isolation' },
    source: 'MariaDB documentation, InnoDB System Variables, innodb_snapshot_isolation',
  },
  {
    name: 'mariadb-serializable',
    shows: 'One server at serializable: every history has a serial order.',
    scenario: { ...single, options: { isolation: 'serializable' } },
    expect: { verdict: 'valid', by: 'isolation' },
    source: 'MariaDB documentation, SET TRANSACTION, Isolation Levels, SERIALIZABLE',
  },
  {
    name: 'mariadb-galera-lost-update',
    shows: 'A healthy Galera cluster at its default isolation loses updates.',
    scenario: { ...healthy, workload: 'lost-update' },
    expect: { verdict: 'invalid', by: 'lost-update' },
    control: 'mariadb-galera-in-place',
    source: `${jepsen}: P4 without faults`,
  },
  {
    name: 'mariadb-galera-in-place',
    shows:
      'The same increments, computed by the database and not by the program: certification lets none overwrite another.',
    scenario: { ...healthy, workload: 'lost-update', options: { way: 'in-place' } },
    expect: { verdict: 'valid', by: 'lost-update' },
    source: 'MariaDB documentation, About Galera Replication: certification-based replication',
  },
  {
    name: 'mariadb-galera-stale-read',
    shows: 'A healthy Galera cluster answers reads from before writes that another node had acknowledged.',
    scenario: staleReads,
    expect: { verdict: 'invalid', by: 'monotonic' },
    control: 'mariadb-galera-sync-wait',
    source: `${jepsen}: stale read without faults`,
  },
  {
    name: 'mariadb-galera-sync-wait',
    shows: 'With wsrep_sync_wait=1 no read is stale.',
    scenario: { ...staleReads, options: { ...staleReads.options, 'wsrep-sync-wait': '1' } },
    expect: { verdict: 'valid', by: 'monotonic' },
    source: 'MariaDB documentation, Galera Cluster System Variables, wsrep_sync_wait',
  },
  {
    name: 'mariadb-galera-flush-0',
    shows:
      'With innodb_flush_log_at_trx_commit=0, which the manual recommends, acknowledged writes are gone after all nodes crashed at once (the log is written each 60 s).',
    scenario: { ...blackout, options: { ...seldom, flush: '0' } },
    expect: { verdict: 'invalid', by: 'lost-writes' },
    control: 'mariadb-galera-flush-1',
    source: `${jepsen}: committed transactions are lost when nodes crash in quick succession`,
  },
  {
    name: 'mariadb-galera-flush-1',
    shows: 'With innodb_flush_log_at_trx_commit=1 the same crashes lose nothing.',
    scenario: { ...blackout, options: { ...seldom, flush: '1' } },
    expect: { verdict: 'valid', by: 'lost-writes' },
    source: 'MariaDB documentation, InnoDB System Variables, innodb_flush_log_at_trx_commit',
  },
  {
    name: 'mariadb-async-failover',
    shows: 'Asynchronous replication: writes that the old primary had acknowledged are gone after a failover.',
    scenario: { ...failover, setting: 'async' },
    expect: { verdict: 'invalid', by: 'lost-writes' },
    control: 'mariadb-semi-sync-failover',
    source: 'MariaDB documentation, About Galera Replication, Synchronous vs. Asynchronous Replication',
  },
  {
    name: 'mariadb-semi-sync-timeout-failover',
    shows: 'Semi-synchronous replication with a time-out of 1 s: once it has run out, the same failover loses writes.',
    scenario: { ...failover, setting: 'semi-sync-timeout' },
    expect: { verdict: 'invalid', by: 'lost-writes' },
    control: 'mariadb-semi-sync-failover',
    source: `${semiSync}: when the time-out occurs, the primary switches to asynchronous replication`,
  },
  {
    name: 'mariadb-semi-sync-failover',
    shows:
      'Semi-synchronous replication (AFTER_SYNC) without a time-out: the same failover loses no acknowledged write.',
    scenario: { ...failover, setting: 'semi-sync' },
    expect: { verdict: 'valid', by: 'lost-writes' },
    source: `${semiSync}: AFTER_SYNC`,
  },
]
