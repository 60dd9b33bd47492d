import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { loginAt, passwordIn } from '../../../src/targets/postgres/existing/credentials.ts'

const folder = mkdtempSync(join(tmpdir(), 'pgpass-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const address = { host: 'db1', port: 5432 }
const env = (values: Record<string, string>) => (name: string) => ({ PGPASSFILE: '/nowhere', ...values })[name]

describe('as whom to log in', () => {
  test('what the URL says goes before the environment', () => {
    const login = loginAt(
      { address, user: 'me', database: 'app', password: () => 'url' },
      env({ PGUSER: 'you', PGDATABASE: 'other', PGPASSWORD: 'env' }),
    )
    expect(login).toMatchObject({ user: 'me', database: 'app' })
    expect(login.password?.()).toBe('url')
  })

  test('the environment goes before the password file', () => {
    const login = loginAt({ address }, env({ PGUSER: 'you', PGPASSWORD: 'env' }))
    expect(login).toMatchObject({ user: 'you', database: 'you' })
    expect(login.password?.()).toBe('env')
  })

  test('nothing said: the user of this machine, and no password', () => {
    expect(loginAt({ address }, env({}))).toEqual({
      user: userInfo().username,
      database: userInfo().username,
      password: undefined,
    })
  })

  test('a password file counts only where nobody else can read it', () => {
    const path = join(folder, 'pgpass')
    writeFileSync(path, 'db1:5432:*:me:secret\n', { mode: 0o600 })
    const at = (PGPASSFILE: string) => loginAt({ address, user: 'me' }, env({ PGPASSFILE })).password?.()
    expect(at(path)).toBe('secret')
    const open = join(folder, 'open')
    writeFileSync(open, 'db1:5432:*:me:secret\n', { mode: 0o644 })
    expect(at(open)).toBeUndefined()
  })

  test('who demands TLS is refused and not served without', () => {
    const tls = (mode: string, more: Record<string, string> = {}) =>
      loginAt({ address }, env({ PGSSLMODE: mode, ...more })).tls
    expect(tls('prefer')).toBeUndefined()
    expect(loginAt({ address, parameters: { sslmode: 'disable' } }, env({ PGSSLMODE: 'require' })).tls).toBeUndefined()
    expect(tls('verify-full', { PGSSLROOTCERT: 'system' })).toMatchObject({ servername: 'db1' })
    expect(() => tls('verify-ca', { PGSSLROOTCERT: '/nowhere' })).toThrow('no file /nowhere')
    expect(() => tls('on')).toThrow('There is no sslmode "on".')
  })

  test('a client certificate goes along with TLS, and never without its key', () => {
    const file = (name: string) => {
      writeFileSync(join(folder, name), name)
      return join(folder, name)
    }
    const tls = (values: Record<string, string>) => loginAt({ address }, env({ PGSSLMODE: 'require', ...values })).tls
    const both = { PGSSLCERT: file('crt'), PGSSLKEY: file('key') }
    expect(tls(both)).toMatchObject({ cert: 'crt', key: 'key' })
    expect(() => tls({ PGSSLCERT: both.PGSSLCERT, PGSSLKEY: '/nowhere' })).toThrow('/nowhere of PGSSLKEY')
    expect(loginAt({ address }, env({ PGSSLMODE: 'prefer', ...both })).tls).toBeUndefined()
  })
})

describe('the password file', () => {
  const wanted = ['db1', '5432', 'app', 'me'] as const
  test.each([
    ['db1:5432:app:me:pw', 'pw'],
    ['*:*:*:*:pw', 'pw'],
    ['# db1:5432:app:me:no\ndb2:5432:app:me:no\n*:5432:*:me:pw\n*:*:*:*:late', 'pw'],
    ['db1:5432:app:me:a\\:b\\\\c', 'a:b\\c'],
    ['db1:5432:app:you:pw', undefined],
    ['db1:5432:app:me', undefined],
    ['', undefined],
    ['db1:5432:app:me:\r\n', ''],
  ])('%j', (text, password) => {
    expect(passwordIn(text, [...wanted])).toBe(password)
  })

  test('escapes in what is matched', () => {
    expect(passwordIn('\\:\\:1:5432:app:me:pw', ['::1', '5432', 'app', 'me'])).toBe('pw')
  })
})
