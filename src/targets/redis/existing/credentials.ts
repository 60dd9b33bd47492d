import type { ConnectionOptions } from 'node:tls'
import { MurphyError } from '../../../op/failure.ts'
import { named } from '../../common/existing/door.ts'
import { identityOf, pem } from '../../common/existing/tls.ts'
import type { Access, Server } from '../../target.ts'
import type { Login } from '../login.ts'

/** Of a URL, named as the flags of redis-cli: who signs for the server, and a client's own certificate. */
export const parameters = ['cacert', 'cert', 'key']

/**
 * As whom, and how, to speak to a server: what its URL says, whose scheme rediss demands TLS and whose path is the number
 * of the database; the password else REDISCLI_AUTH (redis.io documentation, Redis CLI). Throws `usage`.
 */
export function loginAt(server: Server, secret: Access['secret']): Login {
  const given = secret('REDISCLI_AUTH')
  const password = server.password ?? (given === undefined ? undefined : () => given)
  if (server.user !== undefined && password === undefined)
    throw new MurphyError('usage', `There is no password for ${server.user} of ${named(server)}.`, {
      hint: 'Set REDISCLI_AUTH, or say it in the file of --secrets.',
    })
  return {
    ...(server.user === undefined ? {} : { user: server.user }),
    ...(password === undefined ? {} : { password }),
    ...(server.database === undefined ? {} : { database: databaseOf(server, server.database) }),
    ...tlsOf(server),
  }
}

function databaseOf(server: Server, path: string): number {
  if (/^\d{1,5}$/.test(path)) return Number(path)
  throw new MurphyError('usage', `The path of the URL of ${named(server)} is not the number of a database.`, {
    hint: 'Write it as redis://host:6379/5, or leave the path out for database 0.',
  })
}

/** Without a file for it, those sign whom this machine trusts. */
function tlsOf(server: Server): { tls?: ConnectionOptions } {
  const files = Object.entries(server.parameters ?? {})
  if (server.scheme !== undefined) {
    const read = files.map(([name, path]) => [name === 'cacert' ? 'ca' : name, pem(name, path)] as const)
    return { tls: { ...identityOf(server.address.host), ...Object.fromEntries(read) } }
  }
  if (files.length === 0) return {}
  throw new MurphyError('usage', `The URL of ${named(server)} names certificates, and does not ask for TLS.`, {
    hint: 'Write rediss:// for TLS.',
  })
}
