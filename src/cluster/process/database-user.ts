import { execFileSync } from 'node:child_process'
import { MurphyError } from '../../op/failure.ts'

/** Who runs the database. */
export interface DatabaseUser {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

const UNPRIVILEGED = 'nobody'

/**
 * Whom to become for everything of the database: database servers refuse to run as root. Undefined means to stay who
 * we are.
 */
export function databaseUser(): DatabaseUser | undefined {
  if (process.getuid?.() !== 0) return undefined
  try {
    return { name: UNPRIVILEGED, uid: id('-u'), gid: id('-g') }
  } catch (cause) {
    throw new MurphyError(
      'broken',
      `The user ${UNPRIVILEGED}, as whom a root controller runs databases, does not exist.`,
      {
        hint: 'Run Murphy as an ordinary user.',
        cause,
      },
    )
  }
}

function id(what: string): number {
  return Number(execFileSync('id', [what, UNPRIVILEGED], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))
}
