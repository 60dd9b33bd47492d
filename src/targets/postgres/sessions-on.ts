import type { DataTypeName, DataTypes } from '../../client/data-types.ts'
import { byName } from '../../op/names.ts'
import { rewrites, sqlForms } from '../sql/forms.ts'
import type { Deployment, System } from '../target.ts'
import { Connection } from './connection.ts'
import { dialect } from './dialect.ts'
import { isolationLevels, levels } from './isolation.ts'
import type { LoginOf } from './login.ts'
import { sessions } from './sessions.ts'

const connectMs = 2000

/** The part of a system that clients speak to, as the options want it, and what may be expected of it. */
export function sessionsOn(
  { cluster, options, record }: Pick<Deployment, 'cluster' | 'options' | 'record'>,
  leads: (node: string) => boolean,
  loginOf: LoginOf = () => undefined,
): Pick<System, 'connect'> & Required<Pick<System, 'consistency' | 'appends'>> {
  const isolation = byName('isolation level', isolationLevels, String(options.isolation ?? 'read-committed'))
  const form = byName('SQL form', sqlForms, String(options['sql-form'] ?? 'mixed'))
  const tables = Number(options.tables ?? 3)
  const levelOn = levels(isolation, leads, record)
  return {
    consistency: isolation.model,
    appends: rewrites(form) ? 'read-then-write' : 'atomic',
    async connect<T extends DataTypeName>(type: T, node: string): Promise<DataTypes[T]> {
      const connection = await Connection.open(cluster.address(node, 'client'), {
        timeoutMs: connectMs,
        name: 'murphy',
        isolation: levelOn(node),
        login: loginOf(node),
      })
      return sessions[type](connection, {
        dialect,
        begin: () => dialect.begin(levelOn(node)),
        form,
        tables,
      })
    },
  }
}
