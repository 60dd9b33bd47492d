import type { Target } from '../target.ts'
import { deploy } from './deploy.ts'
import { attach } from './existing/attach.ts'
import { inspect } from './existing/inspect.ts'
import { remove } from './existing/space.ts'
import { peerPort } from './peers.ts'
import { sessions } from './sessions.ts'
import { settings } from './settings.ts'

/** etcd, whose members agree on every write by Raft and elect their leader themselves. */
export const etcd: Target = {
  name: 'etcd',
  title: 'etcd',
  about: 'members that agree on every write by Raft; every one takes requests',
  settings,
  options: [],
  dataTypes: Object.keys(sessions) as (keyof typeof sessions)[],
  backends: {
    docker: { port: 2379, services: [peerPort], image: 'etcd' },
    existing: {
      port: 2379,
      only: { capabilities: ['primaries'], because: 'Murphy does not operate servers that are not its own' },
    },
  },
  capabilities: ['primaries', 'stop', 'switchover', 'clock-offset'],
  time: 'vdso', // as every Go program
  lacks: {
    'libc-files':
      'a Go program writes its files by system calls of its own, past the library that Murphy’s disks replace',
  },
  existing: { inspect, remove, tlsScheme: 'https', holds: 'key' },
  deploy: (deployment) =>
    deployment.existing === undefined ? deploy(deployment) : attach(deployment, deployment.existing),
}
