import type { DataTypeName, DataTypes } from '../../client/data-types.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import { byName } from '../../op/names.ts'
import { openSession } from '../common/open-session.ts'
import { rewrites, sqlForms } from '../sql/forms.ts'
import { Monitor } from '../sql/monitor.ts'
import type { Deployment, System } from '../target.ts'
import { Connection, client, type LoginOf } from './connection.ts'
import { dialect } from './dialect.ts'
import type { IsolationLevel } from './isolation.ts'
import { isolationLevels } from './isolation.ts'
import { sessions } from './sessions.ts'

const connectMs = 2000

interface SessionsHow {
  readonly levels?: readonly IsolationLevel[]
  readonly loginOf?: LoginOf
  /** Run at the beginning of each session. */
  readonly first?: readonly string[]
}

/** The part of a system that clients speak to, as the options want it, and what may be expected of it. */
export function sessionsOn(
  { cluster, options }: Pick<Deployment, 'cluster' | 'options'>,
  { levels = isolationLevels, loginOf = () => client, first = [] }: SessionsHow = {},
): Pick<System, 'connect'> & Required<Pick<System, 'consistency' | 'appends' | 'shells'>> {
  const { sql, model } = byName('isolation level', levels, String(options.isolation ?? 'repeatable-read'))
  const form = byName('SQL form', sqlForms, String(options['sql-form'] ?? 'mixed'))
  const tables = Number(options.tables ?? 3)
  return {
    consistency: model,
    appends: rewrites(form) ? 'read-then-write' : 'atomic',
    shells: 'mysql',
    async connect<T extends DataTypeName>(type: T, node: string): Promise<DataTypes[T]> {
      const connection = await Connection.open(cluster.address(node, 'client'), {
        timeoutMs: connectMs,
        login: loginOf(node),
        first: [`set session transaction isolation level ${sql}`, ...first],
      })
      return openSession(sessions, type, connection, { dialect, begin: () => dialect.begin(sql), form, tables })
    },
  }
}

/** `first`: run before a look, so that looks wait for nothing. */
export function monitorOf(
  cluster: Cluster,
  first: readonly string[] = [],
  loginOf: LoginOf = () => undefined,
): Monitor {
  return new Monitor((node, ms) =>
    Connection.open(cluster.address(node, 'client'), { timeoutMs: ms, first, login: loginOf(node) }),
  )
}
