import type { Target } from '../target.ts'
import { sentinelPort } from './config.ts'
import { deploy } from './deploy.ts'
import { type Offered, sessions } from './sessions.ts'
import { settings } from './settings.ts'

/** Redis with Sentinel: who leads, and when another does, is the sentinels' decision alone. */
export const redis: Target = {
  name: 'redis',
  title: 'Redis',
  about: 'one master and its replicas, with a sentinel beside each that fails over by itself',
  settings,
  options: [
    {
      name: 'wait',
      about: 'how many replicas a write waits for (WAIT); fewer is no acknowledgement',
      most: 100,
      whole: true,
      default: 0,
    },
    { name: 'wait-timeout', about: 'for how long, ms', least: 1, default: 1000 },
    {
      name: 'max-lag',
      about: 'min-replicas-max-lag of the setting min-replicas, s',
      least: 1,
      whole: true,
      default: 10,
    },
    {
      name: 'appendonly',
      about: 'whether the server keeps a log of its writes on disk',
      values: ['yes', 'no'],
      default: 'yes',
    },
    {
      name: 'appendfsync',
      about: 'when that log is flushed',
      values: ['everysec', 'always', 'no'],
      default: 'everysec',
    },
    {
      name: 'down-after',
      about: 'after how long a silent master counts as down, s',
      least: 0.1,
      most: 600,
      default: 1,
    },
  ],
  dataTypes: Object.keys(sessions) as Offered[],
  backends: { docker: { port: 6379, services: [sentinelPort], image: 'redis' } },
  capabilities: ['primaries', 'lag', 'clock-offset', 'libc-files'],
  deploy,
}
