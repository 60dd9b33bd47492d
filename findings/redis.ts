import type { Finding } from './finding.ts'

/** Long enough for a second election: where the first fails, the sentinels wait for twice the failover time-out. */
const load = { target: 'redis', workload: 'set', rate: 200, timeLimit: 18 } as const

/** The master loses its peers, and not its clients. It never steps down by itself, so nobody waits for that. */
const isolatedMaster = {
  schedule: 'isolated-master',
  script: {
    about: 'the master is cut off from its peers until another leads',
    expects: ['partition'],
    failover: 'by-itself',
    steps: [
      { at: '3s', f: 'start-partition', value: 'primaries' },
      { when: 'primary changes', within: '30s', f: 'stop-partition' },
    ],
  },
} as const

const isolatedReplica = {
  schedule: 'isolated-replica',
  script: {
    about: 'a replica is cut off from its peers for a while',
    expects: ['partition'],
    failover: 'by-itself',
    steps: [
      { at: '3s', f: 'start-partition', value: ['n3'] },
      { after: '4s', f: 'stop-partition' },
    ],
  },
} as const

export const redisFindings: readonly Finding[] = [
  {
    name: 'redis-isolated-master',
    shows: 'A master that is cut off from its peers goes on acknowledging writes; when another leads, they are gone.',
    scenario: { ...load, ...isolatedMaster },
    expect: { verdict: 'invalid', by: 'lost-writes' },
    control: 'redis-isolated-replica',
    source:
      'redis.io documentation, High availability with Redis Sentinel, "Consistency under partitions"; Jepsen, Redis (aphyr.com/posts/283)',
  },
  {
    name: 'redis-min-replicas',
    shows: 'With min-replicas-to-write 1 and a lag of at most 1 s fewer acknowledged writes are lost, and still some.',
    scenario: { ...load, ...isolatedMaster, setting: 'min-replicas', options: { 'max-lag': 1 } },
    expect: { verdict: 'invalid', by: 'lost-writes' },
    control: 'redis-isolated-replica',
    source: 'redis.io documentation, Redis replication, "Allow writes only with N attached replicas": a best effort',
  },
  {
    name: 'redis-isolated-replica',
    shows: 'The same for a replica: the master stays, and no acknowledged write is lost.',
    scenario: { ...load, ...isolatedReplica, timeLimit: 12 },
    expect: { verdict: 'valid', by: 'lost-writes' },
    source: 'redis.io documentation, High availability with Redis Sentinel: a failover needs a majority of sentinels',
  },
  {
    name: 'redis-transactions',
    shows: 'Without a fault, transactions on the master are serializable: MULTI … EXEC is performed as a whole.',
    scenario: { target: 'redis', workload: 'list-append', rate: 200, timeLimit: 8 },
    expect: { verdict: 'valid', by: 'isolation' },
    source: 'redis.io documentation, Develop, Transactions',
  },
]
