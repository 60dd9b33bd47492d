import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { type ConnectionOptions, checkServerIdentity } from 'node:tls'
import { MurphyError } from '../../../op/failure.ts'

/** The certificate is to be this host's: the connection itself may lead through a proxy. */
export function identityOf(host: string): Pick<ConnectionOptions, 'servername' | 'checkServerIdentity'> {
  return {
    ...(isIP(host) === 0 ? { servername: host } : {}),
    checkServerIdentity: (_, certificate) => checkServerIdentity(host, certificate),
  }
}

/** A file that the user named, for what `name` says; throws `usage`. */
export function pem(name: string, path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new MurphyError('usage', `The file ${path} of ${name} cannot be read.`, {
      hint: 'Name a PEM file that you may read.',
      cause,
    })
  }
}
