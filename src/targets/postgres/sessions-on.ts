import type { DataTypeName, DataTypes } from '../../client/data-types.ts'
import { byName } from '../../op/names.ts'
import { NotInService } from '../common/not-in-service.ts'
import { openSession } from '../common/open-session.ts'
import { within } from '../common/wait.ts'
import { rewrites, sqlForms } from '../sql/forms.ts'
import type { Deployment, System } from '../target.ts'
import { Connection } from './connection.ts'
import { dialect } from './dialect.ts'
import { isolationLevels, levels } from './isolation.ts'
import type { LoginOf } from './login.ts'
import { sessions } from './sessions.ts'

const connectMs = 2000

interface SessionsHow {
  readonly loginOf?: LoginOf
  /**
   * A session with the node that leads is refused where that is a standby by now, as with libpq's target_session_attrs=
   * read-write (PostgreSQL 18 documentation, 34.1.2): who follows news of others comes late, and a deposed primary may
   * show what was never replicated.
   */
  readonly demandsPrimary?: boolean
}

/** The part of a system that clients speak to, as the options want it, and what may be expected of it. */
export function sessionsOn(
  { cluster, options, record }: Pick<Deployment, 'cluster' | 'options' | 'record'>,
  leads: (node: string) => boolean,
  { loginOf = () => undefined, demandsPrimary = false }: SessionsHow = {},
): Pick<System, 'connect'> & Required<Pick<System, 'consistency' | 'appends' | 'shells'>> {
  const isolation = byName('isolation level', isolationLevels, String(options.isolation ?? 'read-committed'))
  const form = byName('SQL form', sqlForms, String(options['sql-form'] ?? 'mixed'))
  const tables = Number(options.tables ?? 3)
  const levelOn = levels(isolation, leads, record)
  return {
    consistency: isolation.model,
    appends: rewrites(form) ? 'read-then-write' : 'atomic',
    shells: 'postgresql',
    async connect<T extends DataTypeName>(type: T, node: string): Promise<DataTypes[T]> {
      const connection = await Connection.open(cluster.address(node, 'client'), {
        timeoutMs: connectMs,
        name: 'murphy',
        isolation: levelOn(node),
        login: loginOf(node),
      })
      if (demandsPrimary && leads(node)) await beSurePrimary(connection, node)
      return openSession(sessions, type, connection, {
        dialect,
        begin: () => dialect.begin(levelOn(node)),
        form,
        tables,
      })
    },
  }
}

async function beSurePrimary(connection: Connection, node: string): Promise<void> {
  try {
    const asked = connection.query<{ recovering: boolean }>({ text: 'select pg_is_in_recovery() as recovering' })
    const { rows } = await within(connectMs, `an answer of ${node}`, asked)
    if (rows[0]?.recovering !== false) throw new Error(`${node} is a standby`)
  } catch (error) {
    connection.close()
    throw new NotInService(error instanceof Error ? error.message : String(error), { cause: error })
  }
}
