import type { Finding } from './finding.ts'

const cutOff = { target: 'zookeeper', rate: 200, timeLimit: 20 } as const
const register = { ...cutOff, workload: 'register', faults: ['partition'] } as const

export const zookeeperFindings: readonly Finding[] = [
  {
    name: 'zookeeper-local-reads',
    shows:
      'Local reads: a server that is cut off answers for a while with values that were overwritten through another one.',
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
    scenario: { ...cutOff, workload: 'set', setting: 'local', faults: ['partition', 'kill'] },
    expect: { verdict: 'valid', by: 'lost-writes' },
    source: 'ZooKeeper 3.8 documentation, Consistency Guarantees: Reliability',
  },
]
