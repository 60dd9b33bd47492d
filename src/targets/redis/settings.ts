import type { Claim, Setting } from '../target.ts'

/** A way to run Redis with Sentinel, and what its documentation says of it. */
export interface SentinelSetting extends Setting {
  /** `min-replicas-to-write`: a master that knows of fewer replicas refuses writes. */
  readonly minReplicas: number
}

const consistency: Claim = {
  kind: 'consistency',
  promise: 'serializable',
  text: 'The commands of a transaction are performed one after another, and no other client is served between them. Nothing is said of a cluster: replicas follow asynchronously.',
  source: 'redis.io documentation, Develop, Transactions; Redis replication',
}

export const settings: readonly SentinelSetting[] = [
  {
    name: 'sentinel',
    title: 'asynchronous, with Sentinel',
    about: 'one master and its replicas, followed asynchronously, and a sentinel beside each (the default of Redis)',
    minReplicas: 0,
    leastNodes: 3,
    claims: [
      {
        kind: 'durability',
        promise: 'none',
        text: 'Redis + Sentinel as a whole is an eventually consistent system where the merge function is last failover wins: data of old masters are discarded, so there is always a window for losing acknowledged writes.',
        source:
          'redis.io documentation, Operate, High availability with Redis Sentinel, "Consistency under partitions"',
      },
      consistency,
    ],
  },
  {
    name: 'min-replicas',
    title: 'bounded loss (min-replicas-to-write)',
    about: 'a master that hears of no replica for --max-lag seconds refuses writes (min-replicas-to-write 1)',
    minReplicas: 1,
    leastNodes: 3,
    claims: [
      {
        kind: 'durability',
        promise: 'none',
        text: 'A best effort: the window for losing writes is restricted to min-replicas-max-lag seconds, and not closed.',
        source: 'redis.io documentation, Operate, Redis replication, "Allow writes only with N attached replicas"',
      },
      consistency,
    ],
  },
]
