import { MurphyError } from '../../../op/failure.ts'
import { messageOf } from '../../common/error-table.ts'
import { visitLeader } from '../../common/existing/door.ts'
import { checked } from '../../common/existing/space.ts'
import type { Access } from '../../target.ts'
import { doorOf } from './door.ts'

/** Makes the schema of a run on the primary; without the right to do so nothing has happened. */
export async function make({ servers, secret }: Access, space: string): Promise<void> {
  await visitLeader(doorOf(secret), servers, async (connection) => {
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
export function remove({ servers, secret }: Access, space: string): Promise<boolean> {
  return visitLeader(doorOf(secret), servers, async (connection) => {
    const { count } = await connection.query({ text: `select from pg_namespace where nspname = '${checked(space)}'` })
    if (count === 0) return false
    await connection.query({ text: "set lock_timeout = '8s'" })
    await connection.query({ text: `drop schema ${space} cascade` })
    return true
  })
}
