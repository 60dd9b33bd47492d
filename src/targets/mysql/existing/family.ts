import { byName } from '../../../op/names.ts'
import { classify } from '../errors.ts'
import { groupSettings } from '../group/settings.ts'
import { look } from '../replication/mysql.ts'
import { replicationSettings } from '../replication/settings.ts'
import { group, memberState } from './group.ts'
import { type Part, replication } from './replication.ts'
import type { Rows } from './rows.ts'
import type { Family, Topology } from './topology.ts'

/** Members of a group have channels of the group's own. */
const followed = `performance_schema.replication_connection_status
  where service_state <> 'OFF' and channel_name not like 'group_replication_%'`

export const ofMysql: Family = {
  title: 'MySQL',
  fits: (version) => !version.includes('MariaDB'),
  otherwise: 'mariadb',
  classify,
  leads: `select @@global.read_only = 0 and not exists (select 1 from ${followed}) as leads`,
  grants: 'grant select on performance_schema.* to …',
}

export function topologyOf(settingName: string): Topology {
  const joined = groupSettings.find(({ name }) => name === settingName)
  if (joined !== undefined) return group(joined)
  const setting = byName('setting of mysql', replicationSettings, settingName)
  return replication({ target: 'mysql', vendor: { look }, setting, part })
}

async function part(rows: Rows): Promise<Part> {
  const [own] = await rows('select @@server_uuid as id, @@global.read_only as read_only')
  const sources = await rows(`select source_uuid as id from ${followed}`)
  const state = await memberState(rows)
  return {
    id: String(own?.id),
    readOnly: Number(own?.read_only) === 1,
    sources: sources.map(({ id }) => String(id)),
    memberOf: state === 'OFFLINE' ? undefined : 'group',
  }
}
