import type { Option, Options } from '../../op/option.ts'
import { sqlOptions } from '../sql/options.ts'
import type { ServerOptions } from './config.ts'
import { isolationLevels } from './isolation.ts'

export const options: readonly Option[] = [
  {
    name: 'isolation',
    about: 'isolation level of every transaction',
    values: isolationLevels.map(({ name }) => name),
    default: 'repeatable-read',
  },
  {
    name: 'snapshot-isolation',
    about: 'innodb_snapshot_isolation: whether a change of a row that is newer than the snapshot is refused',
    values: ['off', 'on'],
    default: 'off',
  },
  {
    name: 'flush',
    about: 'innodb_flush_log_at_trx_commit: the log is written each second (0), at each commit (2), and flushed (1)',
    values: ['0', '1', '2'],
    default: '1',
  },
  {
    name: 'wsrep-sync-wait',
    about:
      'galera: which statements wait until the node has caught up: none (0), reads (1), updates too (3), inserts too (7)',
    values: ['0', '1', '3', '7'],
    default: '0',
  },
  ...sqlOptions,
]

export function serverOptions(given: Options): ServerOptions {
  return {
    flush: Number(given.flush ?? 1),
    snapshotIsolation: given['snapshot-isolation'] === 'on',
    syncWait: Number(given['wsrep-sync-wait'] ?? 0),
  }
}
