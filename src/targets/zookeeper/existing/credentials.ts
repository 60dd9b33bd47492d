import { MurphyError } from '../../../op/failure.ts'
import { named } from '../../common/existing/door.ts'
import { passwordOf } from '../../common/existing/password.ts'
import type { Access, Server } from '../../target.ts'
import type { Login } from '../connection.ts'

/** As whom to speak to a server: what its URL says, else ZOOKEEPER_USER and ZOOKEEPER_PASSWORD; undefined: as anyone. */
export function loginAt(server: Server, secret: Access['secret']): Login | undefined {
  if (server.database !== undefined)
    throw new MurphyError('usage', `The URL of ${named(server)} has a path, and znodes are made at the root.`, {
      hint: 'Leave the path of the URL out.',
    })
  const name = server.user ?? secret('ZOOKEEPER_USER')
  if (name === undefined) return undefined
  return { name, password: passwordOf(server, name, 'ZOOKEEPER_PASSWORD', secret('ZOOKEEPER_PASSWORD')) }
}
