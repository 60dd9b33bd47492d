import { MurphyError } from '../../../op/failure.ts'
import { leads, lookAt, lookFirst } from '../group/look.ts'
import { sample } from '../group/sample.ts'
import { consistencyOf, type GroupSetting } from '../group/settings.ts'
import { type Rows, variables } from './rows.ts'
import type { Topology } from './topology.ts'

interface Member {
  /** Empty: it is in no group. */
  readonly group: string
  readonly single: boolean
  readonly state: string
}

/** A group of servers that elects its primary by itself, or in which all are. */
export function group(setting: GroupSetting): Topology {
  return {
    lookFirst: [lookFirst],
    sessionFirst: (options) => [`set session group_replication_consistency = '${consistencyOf(options)}'`],
    async refuse(each) {
      const members = await each(member)
      const [first] = members
      for (const { server, seen } of members) {
        if (seen.group === '' || seen.state === 'OFFLINE')
          throw refused(`The setting "${setting.name}" does not fit ${server}: it is in no group.`, 'async')
        if (seen.group !== first?.seen.group)
          throw new MurphyError('usage', `${first?.server} and ${server} are in different groups.`, {
            hint: 'Give --nodes members of one group.',
          })
        if (seen.state !== 'ONLINE')
          throw new MurphyError('usage', `The member ${server} of the group is ${seen.state}, not ONLINE.`, {
            hint: 'Let the group become whole first, or leave this member out.',
          })
        if (seen.single !== (setting.group === 'single-primary'))
          throw refused(
            `The setting "${setting.name}" does not fit ${server}: group_replication_single_primary_mode is ${seen.single ? 'ON' : 'OFF'}.`,
            seen.single ? 'group' : 'group-multi-primary',
          )
      }
    },
    leads: async (monitor, node, ms) => leads(await lookAt(monitor, node, ms)),
    sample: (monitor, nodes) => Promise.all(nodes.map((node) => sample(monitor, node))),
  }
}

const refused = (sentence: string, fits: string) =>
  new MurphyError('usage', sentence, { hint: `Say --setting ${fits}.` })

async function member(rows: Rows): Promise<Member> {
  const said = await variables(rows, 'group_replication')
  return {
    group: said.get('group_replication_group_name') ?? '',
    single: said.get('group_replication_single_primary_mode') === 'ON',
    state: await memberState(rows),
  }
}

/** OFFLINE outside of a group. */
export async function memberState(rows: Rows): Promise<string> {
  const [row] = await rows(
    'select member_state as state from performance_schema.replication_group_members where member_id = @@server_uuid',
  )
  return String(row?.state ?? 'OFFLINE')
}
