import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { MurphyError } from '../../../op/failure.ts'
import type { Server } from '../../target.ts'
import type { Tls } from '../connection.ts'

const inTheClear = ['DISABLED', 'PREFERRED']
const encrypted = ['REQUIRED', 'VERIFY_CA', 'VERIFY_IDENTITY']

/**
 * How connections to a server are encrypted: `ssl-mode` and `ssl-ca` of its URL (as MySQL Shell has them), else of the
 * option file, by the meaning that MySQL's programs give them (MySQL 9.4 manual, 6.2.3 Command Options for Connecting to
 * the Server). Nothing said, and PREFERRED: in the clear. Undefined: in the clear.
 */
export function tlsAt({ address, parameters }: Server, file: ReadonlyMap<string, string>): Tls | undefined {
  const said = (name: string) => parameters?.[name] ?? file.get(name)
  const mode = (said('ssl-mode') ?? 'PREFERRED').toUpperCase()
  if (inTheClear.includes(mode)) return undefined
  if (!encrypted.includes(mode))
    throw new MurphyError('usage', `There is no ssl-mode "${mode}".`, {
      hint: `There are ${[...inTheClear, ...encrypted].join(', ')}.`,
    })
  const { host } = address
  if (mode === 'REQUIRED') return { host, rejectUnauthorized: false }
  if (mode === 'VERIFY_IDENTITY' && isIP(host) !== 0)
    throw new MurphyError('usage', `ssl-mode is VERIFY_IDENTITY, and ${host} is an address, not a name.`, {
      hint: 'Name the server as its certificate does, or say ssl-mode=VERIFY_CA.',
    })
  return { host, ca: signer(mode, said('ssl-ca')), verifyIdentity: mode === 'VERIFY_IDENTITY' }
}

function signer(mode: string, path: string | undefined): string {
  try {
    if (path !== undefined) return readFileSync(path, 'utf8')
  } catch {
    // Told below.
  }
  const lacking = path === undefined ? 'nothing says who signs for the server' : `the file ${path} cannot be read`
  throw new MurphyError('usage', `ssl-mode is ${mode}, and ${lacking}.`, {
    hint: 'Name the file of the certificate authority in the URL, as ?ssl-ca=/path/ca.pem, or in ~/.my.cnf.',
  })
}
