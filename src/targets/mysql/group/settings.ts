import { MurphyError } from '../../../op/failure.ts'
import type { Option, Options } from '../../../op/option.ts'
import type { Claim, Deployment, Setting } from '../../target.ts'
import { levels, serializable } from '../replication/settings.ts'

export interface GroupSetting extends Setting {
  readonly group: 'single-primary' | 'multi-primary'
}

const manual = 'MySQL 9.4 manual'

const survives: Claim = {
  kind: 'durability',
  promise: 'committed-writes-survive-failover',
  text: 'A transaction commits when a majority of the group has agreed on its place in the order of all; where a majority is lost, writes block until it is back.',
  source: `${manual}, 20.1.1.2 Group Replication; 20.7.8 Handling a Network Partition and Loss of Quorum`,
}

const guarantees: Claim = {
  kind: 'consistency',
  promise: 'none',
  text: 'Reads at EVENTUAL, and at BEFORE_ON_PRIMARY_FAILOVER but on a new primary, may be stale; at BEFORE and BEFORE_AND_AFTER a transaction waits until the member has applied all that was committed before.',
  source: `${manual}, 20.5.3.1 Understanding Transaction Consistency Guarantees (--consistency)`,
}

export const groupSettings: readonly GroupSetting[] = [
  {
    name: 'group',
    title: 'Group Replication',
    about: 'Group Replication with a single primary, which the group itself elects',
    group: 'single-primary',
    leastNodes: 3,
    only: {
      capabilities: ['primaries', 'stop', 'switchover', 'membership', 'clock-offset', 'libc-files'],
      because: 'a group fails over by itself',
    },
    claims: [survives, guarantees, ...levels, serializable],
  },
  {
    name: 'group-multi-primary',
    title: 'Group Replication, multi-primary',
    about: 'Group Replication in which every member takes writes; what conflicts is refused when it commits',
    group: 'multi-primary',
    leastNodes: 3,
    multiPrimary: true,
    only: {
      capabilities: ['primaries', 'stop', 'membership', 'clock-offset', 'libc-files'],
      because: 'every member of the group is a primary',
    },
    claims: [survives, guarantees, ...levels],
  },
]

/** As on the command line: `before-and-after` is BEFORE_AND_AFTER. */
const guaranteeNames = ['eventual', 'before-on-primary-failover', 'before', 'after', 'before-and-after']

export const groupOptions: readonly Option[] = [
  {
    name: 'consistency',
    about: 'groups: group_replication_consistency, for what transactions wait before they begin and before they end',
    values: guaranteeNames,
    default: 'before-on-primary-failover',
  },
  {
    name: 'expel-timeout',
    backends: ['docker'],
    about:
      'groups: group_replication_member_expel_timeout, how long a member may be suspected before it is expelled, s',
    least: 0,
    most: 3600,
    whole: true,
    default: 5,
  },
  {
    name: 'unreachable-majority-timeout',
    backends: ['docker'],
    about:
      'groups: group_replication_unreachable_majority_timeout, after which a member without a majority gives up, s; 0: never',
    least: 0,
    most: 3600,
    whole: true,
    default: 0,
  },
]

/** As the servers write it. */
export function consistencyOf(options: Options): string {
  return String(options.consistency ?? 'before-on-primary-failover')
    .toUpperCase()
    .replaceAll('-', '_')
}

/** "Setting a transaction isolation level to SERIALIZABLE configures Group Replication to refuse to commit" (20.3.2). */
export function refuseSerializable({ setting, options }: Pick<Deployment, 'setting' | 'options'>): void {
  const multiPrimary = groupSettings.some(({ name, group }) => name === setting && group === 'multi-primary')
  if (multiPrimary && options.isolation === 'serializable')
    throw new MurphyError('usage', `MySQL in the setting "${setting}" refuses serializable transactions.`, {
      hint: 'Give --isolation repeatable-read or read-committed, or --setting group.',
    })
}
