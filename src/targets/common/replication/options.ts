import type { Option } from '../../../op/option.ts'

/** Where Murphy operates the servers. */
const backends = ['process', 'docker']

/** The options of every target that has Murphy's own failover manager. */
export const managerOptions: readonly Option[] = [
  {
    name: 'fencing',
    about: 'what the failover manager does about the old primary: kills it, or only waits until its lease has run out',
    values: ['kill', 'lease'],
    backends,
    default: 'kill',
  },
  { name: 'lease', about: 'how long that lease is, in seconds', backends, most: 60, default: 2 },
]
