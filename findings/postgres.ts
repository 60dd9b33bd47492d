import type { Finding } from './finding.ts'

const failover = { target: 'postgres', workload: 'set', schedule: 'failover', rate: 200, timeLimit: 12 } as const

/** One: a second start from what is left after a power cut without fsync may fail for good. */
const powerCut = {
  target: 'postgres',
  nodes: 1,
  setting: 'async',
  workload: 'set',
  rate: 100,
  timeLimit: 8,
  schedule: 'power-cut',
  script: {
    steps: [
      { at: '4s', f: 'lose-unfsynced', value: 'all' },
      { after: '500ms', f: 'power-on' },
    ],
  },
} as const

export const postgresFindings: readonly Finding[] = [
  {
    name: 'postgres-async-failover',
    shows: 'Asynchronous replication: writes that the old primary had acknowledged are gone after a failover.',
    scenario: { ...failover, setting: 'async' },
    expect: { verdict: 'invalid', by: 'lost-writes' },
    control: 'postgres-quorum-failover',
    source: 'PostgreSQL 18 documentation, 26.2.5 and 26.2.8: streaming replication is asynchronous by default',
  },
  {
    name: 'postgres-quorum-wrong-standby',
    shows:
      'Quorum commit, and the standby that is furthest behind promoted: writes that only the other one has are gone.',
    scenario: { ...failover, setting: 'quorum', schedule: 'wrong-standby' },
    expect: { verdict: 'invalid', by: 'lost-writes' },
    control: 'postgres-quorum-failover',
    source: 'PostgreSQL 18 documentation, 26.2.8.2: with ANY num_sync any standbys of the list may have replied',
  },
  {
    name: 'postgres-quorum-cancelled-waits-read',
    shows: 'Quorum commit, waits cancelled: commits that no standby has are read, and gone after a failover.',
    scenario: { ...failover, setting: 'quorum', schedule: 'cancelled-waits', timeLimit: 15 },
    expect: { verdict: 'invalid', by: 'lost-writes' },
    control: 'postgres-quorum-cancelled-waits',
    source:
      'PostgreSQL, src/backend/replication/syncrep.c: the transaction has already committed locally, but might not have been replicated',
  },
  {
    name: 'postgres-quorum-cancelled-waits',
    shows:
      'The same, and nobody reads: the server says OK with a warning, which counts as no acknowledgement, so no write is lost.',
    scenario: {
      ...failover,
      setting: 'quorum',
      schedule: 'cancelled-waits',
      timeLimit: 15,
      options: { 'read-every': 0 },
    },
    expect: { verdict: 'valid', by: 'lost-writes' },
    source:
      'PostgreSQL, src/backend/replication/syncrep.c: the transaction has already committed locally, but might not have been replicated',
  },
  {
    name: 'postgres-fsync-off-power-cut',
    shows: 'Without fsync: what a single server had acknowledged is gone after a power cut.',
    scenario: { ...powerCut, options: { fsync: 'off' } },
    expect: { verdict: 'invalid', by: 'lost-writes' },
    control: 'postgres-fsync-on-power-cut',
    source:
      'PostgreSQL 18 documentation, 19.5.1: fsync = off can result in unrecoverable data corruption after a power failure',
  },
  {
    name: 'postgres-fsync-on-power-cut',
    shows: 'With fsync: the same power cut loses no acknowledged write.',
    scenario: powerCut,
    expect: { verdict: 'valid', by: 'lost-writes' },
    source: 'PostgreSQL 18 documentation, 19.5.1: the cluster can recover to a consistent state after a hardware crash',
  },
  {
    name: 'postgres-quorum-failover',
    shows: 'Quorum commit: the same failover loses no acknowledged write.',
    scenario: { ...failover, setting: 'quorum' },
    expect: { verdict: 'valid', by: 'lost-writes' },
    source: 'PostgreSQL 18 documentation, 26.2.8.2: ANY num_sync waits for replies from at least that many standbys',
  },
]
