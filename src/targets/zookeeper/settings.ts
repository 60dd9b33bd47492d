import type { Claim, Setting } from '../target.ts'

export interface ReadSetting extends Setting {
  /** Whether `sync` goes before every read. */
  readonly syncs: boolean
}

const source = 'ZooKeeper 3.8 documentation, ZooKeeper Programmer’s Guide: Consistency Guarantees'

const reliable: Claim = {
  kind: 'durability',
  promise: 'committed-writes-survive-failover',
  text: 'Once an update has been applied, it will persist from that time forward until a client overwrites it.',
  source,
}

export const settings: readonly ReadSetting[] = [
  {
    name: 'local',
    title: 'local reads',
    about: 'a server answers reads from its own state, which may be behind (the default of ZooKeeper)',
    multiPrimary: true,
    syncs: false,
    claims: [
      reliable,
      {
        kind: 'consistency',
        promise: 'sequential',
        text: 'ZooKeeper does not guarantee that at every instance in time, two different clients will have identical views of its data.',
        source,
      },
    ],
  },
  {
    name: 'sync',
    title: 'sync before reads',
    about: 'before every read the server catches up with the leader (the request "sync")',
    multiPrimary: true,
    syncs: true,
    claims: [
      reliable,
      {
        kind: 'consistency',
        promise: 'linearizable',
        text: 'If it is important that two clients read the same value, a client should call sync() before it performs its read. (It is not agreed upon by a majority: a leader that was just cut off answers it, too.)',
        source: `${source}; ZooKeeper Internals: Consistency Guarantees`,
      },
    ],
  },
]
