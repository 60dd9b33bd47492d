import { byName } from '../../op/names.ts'
import { managerOptions } from '../common/replication/options.ts'
import type { Deployment, System, Target } from '../target.ts'
import { classify } from './errors.ts'
import { ofMysql, topologyOf } from './existing/family.ts'
import { existingPlace, onExisting } from './existing/index.ts'
import { deployGroup } from './group/deploy.ts'
import { groupOptions, groupSettings, refuseSerializable } from './group/settings.ts'
import { flushOptions, sessionOptions } from './options.ts'
import { deployReplicated } from './replication/deploy.ts'
import { mysqlVendor } from './replication/mysql.ts'
import { replicationSettings } from './replication/settings.ts'
import { sessions } from './sessions.ts'
import { monitorOf, sessionsOn } from './sessions-on.ts'

const existing = onExisting(ofMysql, topologyOf)

/** MySQL: one source with replicas by GTID and a manager that fails over as operators do, or a group that does so itself. */
export const mysql: Target = {
  name: 'mysql',
  title: 'MySQL',
  about: 'one source and its replicas (GTID) with a failover manager, or Group Replication',
  settings: [...replicationSettings, ...groupSettings],
  options: [...sessionOptions, ...flushOptions, ...groupOptions, ...managerOptions],
  refuse: refuseSerializable,
  dataTypes: Object.keys(sessions) as (keyof typeof sessions)[],
  backends: { docker: { port: 3306, image: 'mysql' }, existing: existingPlace },
  capabilities: ['primaries', 'failover', 'stop', 'switchover', 'membership', 'clock-offset', 'libc-files'],
  existing,
  deploy: (deployment) =>
    deployment.existing === undefined ? deploy(deployment) : existing.attach(deployment, deployment.existing),
}

function deploy(deployment: Deployment): Promise<System> {
  const { cluster } = deployment
  const group = groupSettings.find(({ name }) => name === deployment.setting)
  if (group !== undefined) return deployGroup(deployment, group)
  const { semiSync } = byName('setting of mysql', replicationSettings, deployment.setting)
  return deployReplicated(deployment, mysqlVendor(cluster, deployment.options, semiSync), {
    monitor: monitorOf(cluster),
    waits: semiSync !== undefined,
    ...sessionsOn(deployment),
    classify,
  })
}
