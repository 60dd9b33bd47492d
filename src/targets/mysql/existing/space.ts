import { MurphyError } from '../../../op/failure.ts'
import { messageOf } from '../../common/error-table.ts'
import { type Door, visitLeader } from '../../common/existing/door.ts'
import { checked } from '../../common/existing/space.ts'
import { poll } from '../../common/wait.ts'
import type { Monitor } from '../../sql/monitor.ts'
import type { Server } from '../../target.ts'
import type { Connection } from '../connection.ts'

const lookMs = 2000
const arriveMs = 10_000

const present = (space: string) => ({
  text: `select schema_name from information_schema.schemata where schema_name = '${checked(space)}'`,
})

/** Makes the database of a run on the primary; without the right to do so nothing has happened. */
export async function make(door: Door<Connection>, servers: readonly Server[], space: string): Promise<void> {
  await visitLeader(door, servers, async (connection) => {
    try {
      await connection.query({ text: `create database if not exists ${checked(space)} character set utf8mb4` })
    } catch (cause) {
      throw new MurphyError('broken', `The database ${space} cannot be made: ${messageOf(cause)}.`, {
        hint: 'The user needs the privileges on such databases: grant all on `murphy\\_%`.* to …',
        cause,
      })
    }
  })
}

/** Nobody can connect to a database that is not there yet. */
export async function hasArrived(monitor: Monitor, node: string, space: string): Promise<void> {
  const there = await poll({ ms: arriveMs, everyMs: 50 }, () => monitor.ask(node, present(space), lookMs)).catch(
    () => undefined,
  )
  if (there === undefined)
    throw new MurphyError(
      'broken',
      `${node} does not have the database ${space} ${arriveMs / 1000} s after it was made.`,
      {
        hint: 'Does it replicate, without a delay, and is no filter (replicate-do-db …) in its way?',
      },
    )
}

/** Drops the database of a run with all that is in it. False: there is none. */
export function remove(door: Door<Connection>, servers: readonly Server[], space: string): Promise<boolean> {
  return visitLeader(door, servers, async (connection) => {
    const { count } = await connection.query(present(space))
    if (count === 0) return false
    await connection.query({ text: 'set session lock_wait_timeout = 8' })
    await connection.query({ text: `drop database ${space}` })
    return true
  })
}
