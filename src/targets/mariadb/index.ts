import { byName } from '../../op/names.ts'
import { existingPlace, onExisting } from '../mysql/existing/index.ts'
import { deployReplicated } from '../mysql/replication/deploy.ts'
import { sessions } from '../mysql/sessions.ts'
import { monitorOf, sessionsOn } from '../mysql/sessions-on.ts'
import type { Deployment, System, Target } from '../target.ts'
import { classify } from './errors.ts'
import { ofMariadb, topologyOf } from './existing/family.ts'
import { deployGalera } from './galera/deploy.ts'
import { galera } from './galera/setting.ts'
import { levelsOf } from './isolation.ts'
import { options, refuse, serverOptions } from './options.ts'
import { replicationSettings } from './replication/settings.ts'
import { mariadbVendor } from './replication/vendor.ts'

const existing = onExisting(ofMariadb, topologyOf)

/** MariaDB: a Galera cluster in which every node takes writes, or one primary and its replicas. */
export const mariadb: Target = {
  name: 'mariadb',
  title: 'MariaDB',
  about: 'a Galera cluster, every node of which takes writes, or a primary and its replicas with a failover manager',
  settings: [galera, ...replicationSettings],
  options,
  refuse,
  dataTypes: Object.keys(sessions) as (keyof typeof sessions)[],
  backends: { docker: { port: 3306, image: 'mariadb' }, existing: existingPlace },
  capabilities: ['primaries', 'failover', 'lag', 'stop', 'switchover', 'membership', 'clock-offset', 'libc-files'],
  existing,
  deploy(deployment) {
    if (deployment.existing !== undefined) return existing.attach(deployment, deployment.existing)
    return deployment.setting === galera.name ? deployGalera(deployment) : replicate(deployment)
  },
}

function replicate(deployment: Deployment): Promise<System> {
  const { cluster } = deployment
  const { semiSync } = byName('setting of mariadb', replicationSettings, deployment.setting)
  return deployReplicated(deployment, mariadbVendor(cluster, serverOptions(deployment.options), semiSync), {
    monitor: monitorOf(cluster),
    waits: semiSync !== undefined,
    ...sessionsOn(deployment, { levels: levelsOf(deployment.options) }),
    classify,
  })
}
