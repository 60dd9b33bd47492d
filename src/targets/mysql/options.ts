import type { Option } from '../../op/option.ts'
import { sqlOptions } from '../sql/options.ts'
import { isolationLevels } from './isolation.ts'

/** What can be said about the sessions of clients, whoever operates the servers. */
export const sessionOptions: readonly Option[] = [
  {
    name: 'isolation',
    about: 'isolation level of every transaction',
    values: isolationLevels.map(({ name }) => name),
    default: 'repeatable-read',
  },
  ...sqlOptions,
]
