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

/** When servers write and flush InnoDB's log; MariaDB has them, too. */
export const flushOptions: readonly Option[] = [
  {
    name: 'flush',
    backends: ['docker'],
    about:
      'innodb_flush_log_at_trx_commit: the log is written now and then (0), at each commit (2), or flushed then (1)',
    values: ['0', '1', '2'],
    default: '1',
  },
  {
    name: 'flush-interval',
    backends: ['docker'],
    about: 'innodb_flush_log_at_timeout: how often a log that is not flushed at each commit is, in seconds',
    least: 1,
    most: 2700,
    whole: true,
    default: 1,
  },
]
