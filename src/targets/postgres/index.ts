import { managerOptions } from '../common/replication/options.ts'
import type { Target } from '../target.ts'
import { deploy } from './deploy.ts'
import { attach } from './existing/attach.ts'
import { inspect } from './existing/inspect.ts'
import { remove } from './existing/space.ts'
import { sessionOptions } from './options.ts'
import { sessions } from './sessions.ts'
import { settings } from './settings.ts'
import { imageOf, versionOption } from './versions.ts'

/** PostgreSQL with streaming replication, one primary, and a manager that fails over as operators do. */
export const postgres: Target = {
  name: 'postgres',
  title: 'PostgreSQL',
  about: 'one primary and its streaming standbys, with a failover manager',
  settings,
  options: [
    ...sessionOptions,
    ...managerOptions,
    versionOption,
    {
      name: 'fsync',
      about: 'whether servers wait until what they write is on the disk (fsync), or trust that power never fails',
      values: ['on', 'off'],
      backends: ['process', 'docker'],
      default: 'on',
    },
  ],
  dataTypes: Object.keys(sessions) as (keyof typeof sessions)[],
  backends: {
    process: { port: 5432 },
    docker: { port: 5432, image: imageOf },
    existing: {
      port: 5432,
      only: {
        capabilities: ['primaries', 'lag', 'clock-offset'],
        because: 'Murphy does not operate servers that are not its own',
      },
    },
  },
  capabilities: [
    'primaries',
    'failover',
    'lag',
    'stop',
    'switchover',
    'membership',
    'clock-offset',
    'libc-files',
    'commit-waits',
  ],
  existing: { inspect, remove, parameters: ['sslmode'] },
  deploy: (deployment) =>
    deployment.existing === undefined ? deploy(deployment) : attach(deployment, deployment.existing),
}
