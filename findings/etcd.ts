import type { Finding } from './finding.ts'

const register = { target: 'etcd', workload: 'register', rate: 200 } as const

const lock = { target: 'etcd', workload: 'lock', rate: 100, timeLimit: 20 } as const

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
  {
    name: 'etcd-lock-outlived',
    shows:
      'A lock whose holder sleeps for longer than its lease does not protect what it is there to protect: updates are lost.',
    scenario: { ...lock },
    expect: { verdict: 'invalid', by: 'lock' },
    control: 'etcd-lock-fenced',
    source: 'jepsen.io/analyses/etcd-3.4.3, Locks; Kleppmann, Designing Data-Intensive Applications, 2017, ch. 8',
  },
  {
    name: 'etcd-lock-fenced',
    shows: 'The same, but each write compares the revision of the lock’s key as a fencing token: none is lost.',
    scenario: { ...lock, options: { 'fencing-token': 'on' } },
    expect: { verdict: 'valid', by: 'lock' },
    source: 'etcd 3.4 documentation, etcd concurrency API Reference: the key, in conjunction with transactions',
  },
]
