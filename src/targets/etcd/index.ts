import type { Target } from '../target.ts'
import { deploy } from './deploy.ts'
import { peerPort } from './server.ts'
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
  backends: { docker: { port: 2379, services: [peerPort], image: 'etcd' } },
  capabilities: ['primaries', 'stop', 'switchover', 'clock-offset'],
  time: 'vdso', // as every Go program
  deploy,
}
