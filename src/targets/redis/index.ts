import type { Target } from '../target.ts'
import { sentinelPort } from './config.ts'
import { deploy } from './deploy.ts'
import { attach } from './existing/attach.ts'
import { parameters } from './existing/credentials.ts'
import { inspect } from './existing/inspect.ts'
import { remove } from './existing/space.ts'
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
      backends: ['docker'],
      default: 10,
    },
    {
      name: 'appendonly',
      about: 'whether the server keeps a log of its writes on disk',
      values: ['yes', 'no'],
      backends: ['docker'],
      default: 'yes',
    },
    {
      name: 'appendfsync',
      about: 'when that log is flushed',
      values: ['everysec', 'always', 'no'],
      backends: ['docker'],
      default: 'everysec',
    },
    {
      name: 'down-after',
      about: 'after how long a silent master counts as down, s',
      least: 0.1,
      most: 600,
      backends: ['docker'],
      default: 1,
    },
  ],
  dataTypes: Object.keys(sessions) as Offered[],
  backends: {
    docker: { port: 6379, services: [sentinelPort], image: 'redis' },
    existing: {
      port: 6379,
      only: {
        capabilities: ['primaries', 'lag', 'clock-offset'],
        because: 'Murphy does not operate servers that are not its own',
      },
    },
  },
  capabilities: ['primaries', 'lag', 'clock-offset', 'libc-files'],
  existing: { inspect, remove, tlsScheme: 'rediss', parameters, holds: 'key' },
  deploy: (deployment) =>
    deployment.existing === undefined ? deploy(deployment) : attach(deployment, deployment.existing),
}
