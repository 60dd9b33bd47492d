import { readFileSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/**
 * The user's own option file, ~/.my.cnf; as the servers' own programs do, one that everybody can write to is ignored
 * (MySQL 9.4 manual, 6.2.2.2 Using Option Files).
 */
export function ownOptions(folder: string = homedir()): ReadonlyMap<string, string> {
  const path = join(folder, '.my.cnf')
  try {
    if ((statSync(path).mode & 0o002) !== 0) return new Map()
    return clientOptions(readFileSync(path, 'utf8'))
  } catch {
    return new Map()
  }
}

/** What the group [client] says, by names with dashes; the last one of a name counts. */
export function clientOptions(text: string): Map<string, string> {
  const found = new Map<string, string>()
  let group = ''
  for (const line of text.split(/\r?\n/).map((each) => each.trim())) {
    if (line === '' || line.startsWith('#') || line.startsWith(';') || line.startsWith('!')) continue
    const named = /^\[(.+)\]$/.exec(line)?.[1]
    if (named !== undefined) group = named
    if (named !== undefined || group !== 'client') continue
    const [, name = '', value = ''] = /^([^=\s]+)\s*=?\s*(.*)$/.exec(line) ?? []
    found.set(name.replaceAll('_', '-'), unescaped(value))
  }
  return found
}

const escapes: Readonly<Record<string, string>> = { b: '\b', t: '\t', n: '\n', r: '\r', s: ' ', '\\': '\\' }

/** A comment may follow a value that has no quotes around it. */
function unescaped(value: string): string {
  const [, quoted] = /^(["'])(.*)\1\s*(?:#.*)?$/.exec(value)?.slice(1) ?? []
  const plain = quoted ?? value.replace(/\s+#.*$/, '')
  return plain.replaceAll(/\\([btnrs\\])/g, (_, letter: string) => escapes[letter] ?? letter)
}
