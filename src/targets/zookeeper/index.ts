import type { Target } from '../target.ts'
import { deploy } from './deploy.ts'
import { attach } from './existing/attach.ts'
import { inspect } from './existing/inspect.ts'
import { remove } from './existing/space.ts'
import { sessions } from './sessions.ts'
import { settings } from './settings.ts'

/** ZooKeeper: writes are agreed upon by a majority, reads are answered by the server that is asked. */
export const zookeeper: Target = {
  name: 'zookeeper',
  title: 'ZooKeeper',
  about: 'an ensemble that agrees on every write (Zab); every server answers reads from its own state',
  settings,
  options: [
    {
      name: 'force-sync',
      about: 'forceSync: whether a server waits until what it writes is on the disk (fsync) before it answers',
      values: ['yes', 'no'],
      backends: ['docker'],
      default: 'yes',
    },
  ],
  dataTypes: Object.keys(sessions) as (keyof typeof sessions)[],
  backends: {
    docker: { port: 2181, image: 'zookeeper' },
    existing: {
      port: 2181,
      only: { capabilities: ['primaries'], because: 'Murphy does not operate servers that are not its own' },
    },
  },
  capabilities: ['primaries', 'stop', 'libc-files'],
  lacks: { clock: 'its servers do not say what time it is, so that nobody would see whether a clock went wrong' },
  existing: { inspect, remove, holds: 'znode' },
  deploy: (deployment) =>
    deployment.existing === undefined ? deploy(deployment) : attach(deployment, deployment.existing),
}
