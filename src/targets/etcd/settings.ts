import type { Claim, Setting } from '../target.ts'

export interface ReadSetting extends Setting {
  /** The flag `serializable` of every read. */
  readonly serializable: boolean
}

const source = 'etcd 3.4 documentation, Learning: KV API guarantees'

const durable: Claim = {
  kind: 'durability',
  promise: 'committed-writes-survive-failover',
  text: 'Any completed operations are durable; a read never returns data that has not been made durable.',
  source,
}

export const settings: readonly ReadSetting[] = [
  {
    name: 'linearizable',
    title: 'linearizable reads',
    about: 'every read is agreed upon by a majority of the members (the default of etcd)',
    multiPrimary: true,
    serializable: false,
    claims: [
      durable,
      {
        kind: 'consistency',
        promise: 'strict-serializable',
        text: 'Operations are atomic and occur in a total order that is consistent with their order in real time.',
        source,
      },
    ],
  },
  {
    name: 'serializable',
    title: 'serializable reads',
    about: 'a member answers reads from its own state without asking the others (the flag "serializable")',
    multiPrimary: true,
    serializable: true,
    claims: [
      durable,
      {
        kind: 'consistency',
        promise: 'serializable',
        text: 'Serializable requests have lower latency and higher throughput, but may access stale data with respect to a quorum.',
        source,
      },
    ],
  },
]
