import type { Finding } from './finding.ts'

const failover = { target: 'postgres', workload: 'set', schedule: 'failover', timeLimit: 12 } as const

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
    name: 'postgres-quorum-failover',
    shows: 'Quorum commit: the same failover loses no acknowledged write.',
    scenario: { ...failover, setting: 'quorum' },
    expect: { verdict: 'valid', by: 'lost-writes' },
    source: 'PostgreSQL 18 documentation, 26.2.8.2: ANY num_sync waits for replies from at least that many standbys',
  },
]
