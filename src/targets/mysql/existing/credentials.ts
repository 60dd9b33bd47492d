import { userInfo } from 'node:os'
import { MurphyError } from '../../../op/failure.ts'
import { named } from '../../common/existing/door.ts'
import type { Access, Server } from '../../target.ts'
import type { Login } from '../connection.ts'
import { ownOptions } from './option-file.ts'
import { tlsAt } from './tls.ts'

/**
 * As whom to log in at a server: what its URL says, else MYSQL_PWD, else the option file. MySQL's own programs ask the
 * file before the environment; here what is said for one run goes before what is said for all.
 */
export function loginAt(server: Server, secret: Access['secret'], file = ownOptions()): Login {
  if (server.database !== undefined)
    throw new MurphyError('usage', `The URL of ${named(server)} names a database, and Murphy makes one of its own.`, {
      hint: 'Leave the path of the URL out.',
    })
  const given = secret('MYSQL_PWD') ?? file.get('password')
  return {
    user: server.user ?? file.get('user') ?? userInfo().username,
    password: server.password ?? (given === undefined ? undefined : () => given),
    tls: tlsAt(server, file),
  }
}
