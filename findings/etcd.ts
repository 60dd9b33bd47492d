import type { Finding } from './finding.ts'

const register = { target: 'etcd', workload: 'register', rate: 200 } as const

export const etcdFindings: readonly Finding[] = [
  {
    name: 'etcd-serializable-reads',
    shows: 'Serializable reads: a member that is cut off answers with values that were overwritten elsewhere.',
    scenario: { ...register, setting: 'serializable', faults: ['partition'], timeLimit: 15 },
    expect: { verdict: 'invalid', by: 'linearizable' },
    control: 'etcd-linearizable-reads',
    source: 'etcd 3.4 documentation, KV API guarantees: serializable requests may access stale data',
  },
  {
    name: 'etcd-linearizable-reads',
    shows: 'Linearizable reads: partitions, kills and pauses, and no answer contradicts another.',
    scenario: { ...register, setting: 'linearizable', faults: ['partition', 'kill', 'pause'], timeLimit: 30 },
    expect: { verdict: 'valid', by: 'linearizable' },
    source: 'etcd 3.4 documentation, KV API guarantees: strict serializability; jepsen.io/analyses/etcd-3.4.3',
  },
]
