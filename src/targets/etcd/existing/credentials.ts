import type { ConnectionOptions } from 'node:tls'
import { MurphyError } from '../../../op/failure.ts'
import { named } from '../../common/existing/door.ts'
import { passwordOf } from '../../common/existing/password.ts'
import { identityOf, pem } from '../../common/existing/tls.ts'
import type { Access, Server } from '../../target.ts'
import type { Login } from '../gateway.ts'

/**
 * As whom, and how, to speak to a member: what its URL says, whose scheme https demands TLS, else what the variables of
 * etcdctl say (etcd 3.4 documentation, etcdctl: ETCDCTL_USER is `name` or `name:password`).
 */
export function loginAt(server: Server, secret: Access['secret']): Login {
  if (server.database !== undefined)
    throw new MurphyError('usage', `The URL of ${named(server)} has a path, and etcd has no databases.`, {
      hint: 'Leave the path of the URL out.',
    })
  const tls = server.scheme === undefined ? {} : { tls: tlsAt(server, secret) }
  const [told, toldPassword] = userOf(secret('ETCDCTL_USER'))
  const name = server.user ?? told
  if (name === undefined) return tls
  const given = secret('ETCDCTL_PASSWORD') ?? (name === told ? toldPassword : undefined)
  const password = passwordOf(server, name, 'ETCDCTL_PASSWORD', given)
  return { ...tls, user: { name, password } }
}

function userOf(text = ''): [name: string | undefined, password: string | undefined] {
  const [, name, password] = /^([^:]+)(?::(.*))?$/.exec(text) ?? []
  return [name, password]
}

/** Without a file for it, those sign whom this machine trusts. */
function tlsAt({ address }: Server, secret: Access['secret']): ConnectionOptions {
  const files = { ca: 'ETCDCTL_CACERT', cert: 'ETCDCTL_CERT', key: 'ETCDCTL_KEY' }
  const read = Object.entries(files).flatMap(([what, name]) => {
    const path = secret(name)
    return path === undefined ? [] : [[what, pem(name, path)] as const]
  })
  return { ...identityOf(address.host), ...Object.fromEntries(read) }
}
