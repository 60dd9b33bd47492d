import type { Target } from '../target.ts'
import { deploy } from './deploy.ts'
import { attach } from './existing/attach.ts'
import { inspect } from './existing/inspect.ts'
import { remove } from './existing/space.ts'
import { behaviour, options } from './options.ts'
import { sessions } from './sessions.ts'
import { settings } from './settings.ts'

/** A MongoDB replica set, which elects its primary by itself. */
export const mongodb: Target = {
  name: 'mongodb',
  title: 'MongoDB',
  about: 'a replica set that elects its primary by itself, with the concerns that clients ask for',
  settings,
  options,
  refuse: (chosen) => void behaviour(chosen),
  dataTypes: Object.keys(sessions) as (keyof typeof sessions)[],
  backends: {
    docker: { port: 27017, image: 'mongodb' },
    existing: {
      port: 27017,
      only: {
        capabilities: ['primaries', 'lag', 'clock-offset'],
        because: 'Murphy does not operate servers that are not its own',
      },
    },
  },
  capabilities: ['primaries', 'lag', 'stop', 'switchover', 'clock-offset', 'libc-files'],
  existing: { inspect, remove },
  deploy: (deployment) =>
    deployment.existing === undefined ? deploy(deployment) : attach(deployment, deployment.existing),
}
