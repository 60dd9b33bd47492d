import { sessionOptions } from '../postgres/options.ts'
import { sessions } from '../postgres/sessions.ts'
import type { Target } from '../target.ts'
import { restPort } from './config.ts'
import { dcsOption } from './dcs.ts'
import { deploy } from './deploy.ts'
import { settings } from './settings.ts'
import { timingOptions } from './timing.ts'

/** PostgreSQL as many run it: Patroni fails over by itself, by a key in etcd. Murphy operates nothing here. */
export const patroni: Target = {
  name: 'patroni',
  title: 'PostgreSQL under Patroni',
  about: 'PostgreSQL whose failover is done by Patroni with etcd, both on the same three nodes',
  settings,
  options: [...timingOptions, dcsOption, ...sessionOptions],
  dataTypes: Object.keys(sessions) as (keyof typeof sessions)[],
  backends: { docker: { port: 5432, services: [restPort], image: 'patroni' } },
  capabilities: ['primaries', 'lag', 'stop', 'switchover', 'clock-offset', 'libc-files', 'commit-waits'],
  lacks: {
    failover: 'Patroni fails over by itself; there are --schedule isolated-primary, stale-primary, and --faults kill',
    membership: 'its nodes are those that etcd began with',
  },
  deploy,
}
