import { readFileSync, statSync } from 'node:fs'
import { homedir, userInfo } from 'node:os'
import { join } from 'node:path'
import type { Access, Server } from '../../target.ts'
import type { Login } from '../login.ts'
import { tlsAt } from './tls.ts'

/**
 * As whom to log in at a server, by libpq's rules: what its URL says, else PGUSER, PGDATABASE and PGPASSWORD, else the
 * password file (PostgreSQL 18 documentation, 32.15 Environment Variables; 32.16 The Password File).
 */
export function loginAt(server: Server, secret: Access['secret']): Login {
  const user = server.user ?? secret('PGUSER') ?? userInfo().username
  const database = server.database ?? secret('PGDATABASE') ?? user
  const given = secret('PGPASSWORD')
  const password = server.password ?? (given === undefined ? fromFile(server, { user, database }, secret) : () => given)
  const tls = tlsAt(server, secret)
  return { user, database, password, ...(tls === undefined ? {} : { tls }) }
}

function fromFile({ address }: Server, as: { user: string; database: string }, secret: Access['secret']) {
  const path = secret('PGPASSFILE') ?? join(homedir(), '.pgpass')
  let text: string
  try {
    // libpq, too, does not trust a file that others can read.
    if ((statSync(path).mode & 0o077) !== 0) return undefined
    text = readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
  const found = passwordIn(text, [address.host, String(address.port), as.database, as.user])
  return found === undefined ? undefined : () => found
}

/** The last field of the first line whose others are these, or `*`. Backslashes escape `:` and themselves. */
export function passwordIn(
  passwordFile: string,
  wanted: readonly [string, string, string, string],
): string | undefined {
  for (const line of passwordFile.split(/\r?\n/)) {
    if (line.startsWith('#')) continue
    const fields = [...line.matchAll(/(?:^|:)((?:\\.|[^:\\])*)/g)].map(([, field = '']) => field)
    const matches = wanted.every((value, i) => fields[i] === '*' || unescaped(fields[i] ?? '') === value)
    if (matches && fields[4] !== undefined) return unescaped(fields[4])
  }
  return undefined
}

const unescaped = (field: string) => field.replaceAll(/\\(.)/g, '$1')
