import { MurphyError } from '../../op/failure.ts'
import type { Option, Options } from '../../op/option.ts'
import { managerOptions } from '../common/replication/options.ts'
import { flushOptions, sessionOptions } from '../mysql/options.ts'
import type { Deployment } from '../target.ts'
import type { ServerOptions } from './config.ts'
import { galera } from './galera/setting.ts'

export const options: readonly Option[] = [
  ...sessionOptions,
  {
    name: 'snapshot-isolation',
    about: 'innodb_snapshot_isolation: whether a change of a row that is newer than the snapshot is refused',
    values: ['off', 'on'],
    default: 'off',
  },
  ...flushOptions,
  {
    name: 'wsrep-sync-wait',
    about:
      'galera: which statements wait until their node has caught up: none (0), reads (1), updates too (3), inserts too (7)',
    values: ['0', '1', '3', '7'],
    default: '0',
  },
  ...managerOptions,
]

/** Whoever asks replicas to wait for a cluster that they are not in would take what they answer for up to date. */
export function refuse({ setting, options: given }: Pick<Deployment, 'setting' | 'options'>): void {
  if (setting === galera.name || Number(given['wsrep-sync-wait'] ?? 0) === 0) return
  throw new MurphyError('usage', `--wsrep-sync-wait means nothing in the setting "${setting}" of mariadb.`, {
    hint: `Leave it out, or give --setting ${galera.name}.`,
  })
}

export function serverOptions(given: Options): ServerOptions {
  return {
    flush: Number(given.flush ?? 1),
    flushInterval: Number(given['flush-interval'] ?? 1),
    snapshotIsolation: given['snapshot-isolation'] === 'on',
    syncWait: Number(given['wsrep-sync-wait'] ?? 0),
  }
}
