import type { Finding } from './finding.ts'

const register = { target: 'zookeeper', workload: 'register', rate: 200, timeLimit: 12 } as const

export const zookeeperFindings: readonly Finding[] = [
  {
    name: 'zookeeper-local-reads',
    shows: 'Local reads: a server answers with values that were overwritten through another one, without any fault.',
    scenario: { ...register, setting: 'local' },
    expect: { verdict: 'invalid', by: 'linearizable' },
    control: 'zookeeper-sync-reads',
    source: 'ZooKeeper 3.8 documentation, Consistency Guarantees: two clients need not have identical views',
  },
  {
    name: 'zookeeper-sync-reads',
    shows: 'The same with sync before each read: no answer contradicts another.',
    scenario: { ...register, setting: 'sync' },
    expect: { verdict: 'valid', by: 'linearizable' },
    source: 'ZooKeeper 3.8 documentation, Consistency Guarantees: call sync() before the read',
  },
  {
    name: 'zookeeper-writes',
    shows: 'Writes, while servers are cut off and killed: none that was acknowledged is lost.',
    scenario: { ...register, workload: 'set', setting: 'sync', faults: ['partition', 'kill'], timeLimit: 25 },
    expect: { verdict: 'valid', by: 'lost-writes' },
    source: 'ZooKeeper 3.8 documentation, Consistency Guarantees: Reliability',
  },
]
