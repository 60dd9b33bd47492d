import type { Target } from '../target.ts'
import { deploy } from './deploy.ts'
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
      default: 'yes',
    },
  ],
  dataTypes: Object.keys(sessions) as (keyof typeof sessions)[],
  backends: { docker: { port: 2181, image: 'zookeeper' } },
  capabilities: ['primaries', 'stop', 'libc-files'],
  lacks: { clock: 'its servers do not say what time it is, so that nobody would see whether a clock went wrong' },
  deploy,
}
