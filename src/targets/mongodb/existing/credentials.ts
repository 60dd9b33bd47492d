import { passwordOf } from '../../common/existing/password.ts'
import type { Access, Server } from '../../target.ts'
import type { Login } from '../login.ts'

/**
 * As whom to log in at a server: what its URL says, whose path is the database that knows the user, as in a connection
 * string (MongoDB Manual 8.0, Connection Strings: defaultauthdb); else MONGODB_USER, MONGODB_PASSWORD and
 * MONGODB_AUTH_SOURCE. Without a user nobody logs in.
 */
export function loginAt(server: Server, secret: Access['secret']): Login | undefined {
  const user = server.user ?? secret('MONGODB_USER')
  if (user === undefined) return undefined
  const password = passwordOf(server, user, 'MONGODB_PASSWORD', secret('MONGODB_PASSWORD'))
  return { user, password, authSource: server.database ?? secret('MONGODB_AUTH_SOURCE') ?? 'admin' }
}
