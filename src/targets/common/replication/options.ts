import type { Option } from '../../../op/option.ts'

/** The options of every target that has Murphy's own failover manager. */
export const managerOptions: readonly Option[] = [
  {
    name: 'fencing',
    about: 'what the failover manager does about the old primary: kills it, or only waits until its lease has run out',
    values: ['kill', 'lease'],
    default: 'kill',
  },
  { name: 'lease', about: 'how long that lease is, in seconds', most: 60, default: 2 },
]
