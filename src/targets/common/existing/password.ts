import { MurphyError } from '../../../op/failure.ts'
import type { Server } from '../../target.ts'
import { named } from './door.ts'

/** The password of a user: what the URL says, else what was `given` under the variable. Throws `usage` without any. */
export function passwordOf(
  server: Server,
  user: string,
  variable: string,
  given: string | undefined,
): NonNullable<Server['password']> {
  if (server.password !== undefined) return server.password
  if (given !== undefined) return () => given
  throw new MurphyError('usage', `There is no password for ${user} of ${named(server)}.`, {
    hint: `Set ${variable}, or say it in the file of --secrets.`,
  })
}
