import type { Finding } from './finding.ts'

/** By version 2 of etcd's API: by version 3, Patroni 3.0.2 has a fault of its own (docs/targets/patroni.md). */
const isolated = {
  target: 'patroni',
  workload: 'set',
  schedule: 'isolated-primary',
  rate: 200,
  timeLimit: 30,
  options: { dcs: 'etcd' },
} as const

export const patroniFindings: readonly Finding[] = [
  {
    name: 'patroni-async-isolated-primary',
    shows:
      'Asynchronous replication: a leader that is cut off from the others goes on acknowledging writes until its key has run out, and all of them are gone.',
    scenario: { ...isolated, setting: 'async' },
    expect: { verdict: 'invalid', by: 'lost-writes' },
    control: 'patroni-sync-isolated-primary',
    source: 'Patroni 3.0 documentation, Replication modes, Asynchronous mode durability',
  },
  {
    name: 'patroni-sync-isolated-primary',
    shows: 'Synchronous mode: the same loses no acknowledged write; the isolated leader acknowledges none.',
    scenario: { ...isolated, setting: 'sync' },
    expect: { verdict: 'valid', by: 'lost-writes' },
    source: 'Patroni 3.0 documentation, Replication modes, Synchronous mode',
  },
]
