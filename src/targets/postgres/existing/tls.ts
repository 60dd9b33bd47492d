import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { ConnectionOptions } from 'node:tls'
import { MurphyError } from '../../../op/failure.ts'
import { identityOf, pem } from '../../common/existing/tls.ts'
import type { Access, Server } from '../../target.ts'

const inTheClear = ['disable', 'allow', 'prefer']
const encrypted = ['require', 'verify-ca', 'verify-full']

/**
 * How connections to a server are encrypted, by libpq's rules (PostgreSQL 18 documentation, 32.19 SSL Support): its URL's
 * `sslmode`, else PGSSLMODE; who signs for the server stands in PGSSLROOTCERT (a file, or `system`), else in
 * ~/.postgresql/root.crt. `require` without such a file encrypts and believes anybody. Undefined: in the clear, which is
 * also what `prefer` is here.
 */
export function tlsAt({ address, parameters }: Server, secret: Access['secret']): ConnectionOptions | undefined {
  const mode = parameters?.sslmode ?? secret('PGSSLMODE') ?? 'prefer'
  if (inTheClear.includes(mode)) return undefined
  if (!encrypted.includes(mode))
    throw new MurphyError('usage', `There is no sslmode "${mode}".`, {
      hint: `There are ${[...inTheClear, ...encrypted].join(', ')}.`,
    })
  const identity = { ...identityOf(address.host), ...ownCertificate(secret) }
  const signer = signerOf(mode, secret)
  if (signer === undefined) return { ...identity, rejectUnauthorized: false }
  const named = mode === 'verify-full' || signer.ca === undefined
  return { ...identity, ...signer, ...(named ? {} : { checkServerIdentity: () => undefined }) }
}

/** By which a client proves who it is, where it has one: PGSSLCERT and PGSSLKEY, else files in ~/.postgresql. */
function ownCertificate(secret: Access['secret']): Pick<ConnectionOptions, 'cert' | 'key'> {
  const usual = (name: string) => join(homedir(), '.postgresql', name)
  const cert = secret('PGSSLCERT') ?? usual('postgresql.crt')
  if (secret('PGSSLCERT') === undefined && !existsSync(cert)) return {}
  return { cert: pem('PGSSLCERT', cert), key: pem('PGSSLKEY', secret('PGSSLKEY') ?? usual('postgresql.key')) }
}

/** Without `ca`: those whom the system trusts. Undefined: nobody has to. */
function signerOf(mode: string, secret: Access['secret']): { ca?: string } | undefined {
  const said = secret('PGSSLROOTCERT')
  if (said === 'system') return {}
  const path = said ?? join(homedir(), '.postgresql', 'root.crt')
  if (existsSync(path)) return { ca: readFileSync(path, 'utf8') }
  if (mode === 'require' && said === undefined) return undefined
  throw new MurphyError(
    'usage',
    `sslmode is ${mode}, and there is no file ${path} that says who signs for the server.`,
    {
      hint: 'Name it in PGSSLROOTCERT; "system" stands for those whom this machine trusts.',
    },
  )
}
