import type { Finding } from './finding.ts'

const unseen = 'not run yet against a real server: it needs the image mongo:8, which a registry has to give'
const isolated = { target: 'mongodb', schedule: 'isolated-primary', rate: 200, timeLimit: 30 } as const
const healthy = { target: 'mongodb', setting: 'majority', rate: 200, timeLimit: 10 } as const

export const mongodbFindings: readonly Finding[] = [
  {
    name: 'mongodb-w1-isolated-primary',
    shows: 'Write concern 1: what an isolated primary acknowledged until it stepped down is rolled back.',
    scenario: { ...isolated, workload: 'set', setting: 'w1' },
    expect: { verdict: 'invalid', by: 'lost-writes' },
    control: 'mongodb-majority-isolated-primary',
    source: 'MongoDB Manual 8.0, Rollbacks During Replica Set Failover; jepsen.io/analyses/mongodb-4.2.6',
    unseen,
  },
  {
    name: 'mongodb-majority-isolated-primary',
    shows: 'Write concern "majority": the isolated primary acknowledges nothing, and no acknowledged write is lost.',
    scenario: { ...isolated, workload: 'set', setting: 'majority' },
    expect: { verdict: 'valid', by: 'lost-writes' },
    source: 'MongoDB Manual 8.0, Write Concern: w "majority"',
    unseen,
  },
  {
    name: 'mongodb-linearizable-isolated-primary',
    shows: 'Linearizable reads: no answer of an isolated primary contradicts another.',
    scenario: { ...isolated, workload: 'register', setting: 'linearizable' },
    expect: { verdict: 'valid', by: 'linearizable' },
    source: 'MongoDB Manual 8.0, Read Concern "linearizable": Real Time Order',
    unseen,
  },
  {
    name: 'mongodb-write-skew',
    shows: 'Transactions at "snapshot": of two that look for a row and insert one, neither sees the other (G2).',
    scenario: { ...healthy, workload: 'write-skew' },
    expect: { verdict: 'invalid', by: 'predicates' },
    control: 'mongodb-lost-update',
    source: 'MongoDB Manual 8.0, Read Concern "snapshot"; Berenson et al. 1995: A5B, which snapshot isolation allows',
    unseen,
  },
  {
    name: 'mongodb-lost-update',
    shows: 'The same, and two that increment one counter: the second is aborted with WriteConflict.',
    scenario: { ...healthy, workload: 'lost-update' },
    expect: { verdict: 'valid', by: 'lost-update' },
    source: 'MongoDB Manual 8.0, Transactions in Production: In-progress Transactions and Write Conflicts',
    unseen,
  },
]
