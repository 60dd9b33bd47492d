import type { DataTypeName, DataTypes } from '../../client/data-types.ts'
import type { Address, Cluster } from '../../cluster/cluster.ts'
import { byName } from '../../op/names.ts'
import type { Options } from '../../op/option.ts'
import { openSession } from '../common/open-session.ts'
import { Connection } from '../mysql/connection.ts'
import { dialect } from '../mysql/dialect.ts'
import { sessions } from '../mysql/sessions.ts'
import { rewrites, sqlForms } from '../sql/forms.ts'
import { Monitor } from '../sql/monitor.ts'
import type { System } from '../target.ts'
import { isolationLevels } from './isolation.ts'
import { serverOptions } from './options.ts'

const connectMs = 2000

/** The part of a system that clients speak to, as the options want it, and what may be expected of it. */
export function sessionsOn(
  cluster: Cluster,
  options: Options,
): Pick<System, 'connect'> & Required<Pick<System, 'consistency' | 'appends'>> {
  const level = byName('isolation level', isolationLevels, String(options.isolation ?? 'repeatable-read'))
  const form = byName('SQL form', sqlForms, String(options['sql-form'] ?? 'mixed'))
  const tables = Number(options.tables ?? 3)
  return {
    consistency: serverOptions(options).snapshotIsolation ? level.withSnapshots : level.model,
    appends: rewrites(form) ? 'read-then-write' : 'atomic',
    async connect<T extends DataTypeName>(type: T, node: string): Promise<DataTypes[T]> {
      const connection = await open(cluster.address(node, 'client'), connectMs, [
        `set session transaction isolation level ${level.sql}`,
      ])
      return openSession(sessions, type, connection, { dialect, begin: () => dialect.begin(level.sql), form, tables })
    },
  }
}

/** The harness' own looks must not wait for a member that has lost its cluster. */
export function monitorOf(cluster: Cluster): Monitor {
  return new Monitor((node, ms) => open(cluster.address(node, 'client'), ms, ['set session wsrep_sync_wait = 0']))
}

function open(address: Address, timeoutMs: number, first: readonly string[]): Promise<Connection> {
  return Connection.open(address, { timeoutMs, first })
}

/** As `10.11.19`. */
export async function versionOf(monitor: Monitor, node: string): Promise<string> {
  const { version } = await monitor.ask<{ version: string }>(node, versionQuery, 2000)
  return version
}

const versionQuery = { text: "select substring_index(@@version, '-', 1) as version" }
