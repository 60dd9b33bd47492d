import { byName } from '../../../op/names.ts'
import type { Options } from '../../../op/option.ts'
import { type Part, replication } from '../../mysql/existing/replication.ts'
import { type Rows, variables } from '../../mysql/existing/rows.ts'
import type { Family, Topology } from '../../mysql/existing/topology.ts'
import { classify } from '../errors.ts'
import { galera as galeraSetting } from '../galera/setting.ts'
import { levelsOf } from '../isolation.ts'
import { replicationSettings } from '../replication/settings.ts'
import { look } from '../replication/vendor.ts'
import { galera } from './galera.ts'

export const ofMariadb: Family = {
  title: 'MariaDB',
  fits: (version) => version.includes('MariaDB'),
  otherwise: 'mysql',
  classify,
  leads: `select @@global.read_only = 0 and variable_value = 0 as leads from information_schema.global_status
    where variable_name = 'SLAVES_RUNNING'`,
  grants: 'grant slave monitor on *.* to … (before 10.5: replication client)',
}

export function topologyOf(settingName: string): Topology {
  const topology =
    settingName === galeraSetting.name
      ? galera
      : replication({
          target: 'mariadb',
          vendor: { look },
          setting: byName('setting of mariadb', replicationSettings, settingName),
          part,
        })
  return {
    ...topology,
    levels: levelsOf,
    sessionFirst: (options) => [...topology.sessionFirst(options), ...snapshots(options)],
  }
}

/** `off` leaves it as the servers have it: older ones do not know of it. */
function snapshots(options: Options): readonly string[] {
  return options['snapshot-isolation'] === 'on' ? ['set session innodb_snapshot_isolation = ON'] : []
}

async function part(rows: Rows): Promise<Part> {
  const [own] = await rows('select @@server_id as id, @@global.read_only as read_only')
  const followed = await rows('show all slaves status')
  const wsrep = await variables(rows, 'wsrep_on')
  return {
    id: String(own?.id),
    readOnly: Number(own?.read_only) === 1,
    sources: followed.filter((each) => each.Slave_IO_Running === 'Yes').map((each) => String(each.Master_Server_Id)),
    memberOf: wsrep.get('wsrep_on') === 'ON' ? galeraSetting.name : undefined,
  }
}
