import { MurphyError } from '../../../op/failure.ts'
import { messageOf } from '../../common/error-table.ts'
import { within } from '../../common/wait.ts'
import type { Access } from '../../target.ts'
import { Connection } from '../connection.ts'
import { loginAt } from './credentials.ts'
import { named } from './inspect.ts'

const answerMs = 10_000

/** Makes the schema of a run on the primary; without the right to do so nothing has happened. */
export async function make(access: Access, space: string): Promise<void> {
  await onPrimary(access, async (connection) => {
    try {
      await connection.query({ text: `create schema if not exists ${checked(space)}` })
    } catch (cause) {
      throw new MurphyError('broken', `The schema ${space} cannot be made: ${messageOf(cause)}.`, {
        hint: 'The user needs the privilege to create schemas: grant create on database … to …',
        cause,
      })
    }
  })
}

/** Drops the schema of a run with all that is in it. False: there is none. */
export function remove(access: Access, space: string): Promise<boolean> {
  return onPrimary(access, async (connection) => {
    const { count } = await connection.query({ text: `select from pg_namespace where nspname = '${checked(space)}'` })
    if (count === 0) return false
    await connection.query({ text: "set lock_timeout = '8s'" })
    await connection.query({ text: `drop schema ${space} cascade` })
    return true
  })
}

/** Over the servers' own addresses: no fault of ours stands between. */
async function onPrimary<T>({ servers, secret }: Access, act: (connection: Connection) => Promise<T>): Promise<T> {
  const failures: string[] = []
  for (const server of servers) {
    const login = loginAt(server, secret)
    const connection = await Connection.open(server.address, { timeoutMs: 5000, name: 'murphy', login }).catch(
      (error: unknown) => void failures.push(`${named(server.address)}: ${messageOf(error)}`),
    )
    if (connection === undefined) continue
    try {
      const asked = connection.query<{ recovering: boolean }>({ text: 'select pg_is_in_recovery() as recovering' })
      const { rows } = await within(answerMs, `an answer of ${named(server.address)}`, asked)
      if (rows[0]?.recovering === false) return await within(answerMs, 'the primary', act(connection))
    } finally {
      connection.close()
    }
  }
  throw new MurphyError(
    'broken',
    `No primary was found among the servers${failures.length > 0 ? ` (${failures.join('; ')})` : ''}.`,
  )
}

/** Never anything but a schema of Murphy's own. */
function checked(space: string): string {
  if (!/^murphy_[0-9a-f]+$/.test(space)) throw new Error(`not a schema of Murphy's: ${space}`)
  return space
}
