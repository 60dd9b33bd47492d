import { describe, expect, test } from 'vitest'
import { readServers } from '../../../src/scenario/servers.ts'
import { loginAt } from '../../../src/targets/mongodb/existing/credentials.ts'
import { remove } from '../../../src/targets/mongodb/existing/space.ts'
import { mongodb } from '../../../src/targets/mongodb/index.ts'
import { StubSet } from './server/index.ts'

const at = (text: string, secrets: Record<string, string> = {}) => {
  const [server] = readServers([text], mongodb)
  if (server === undefined) throw new Error('not read')
  const login = loginAt(server, (name) => secrets[name])
  return login && { ...login, password: login.password() }
}

describe('as whom to log in', () => {
  test('nobody, where there is no user', () => {
    expect(at('mongodb://db1', { MONGODB_PASSWORD: 'secret' })).toBe(undefined)
  })

  test('what the URL says goes before what the environment says', () => {
    const secrets = { MONGODB_USER: 'they', MONGODB_PASSWORD: 'theirs', MONGODB_AUTH_SOURCE: 'elsewhere' }
    expect(at('mongodb://me:m%40ne@db1/app', secrets)).toEqual({ user: 'me', password: 'm@ne', authSource: 'app' })
    expect(at('db1:1', secrets)).toEqual({ user: 'they', password: 'theirs', authSource: 'elsewhere' })
    expect(at('mongodb://me@db1', { MONGODB_PASSWORD: 'x' })).toEqual({
      user: 'me',
      password: 'x',
      authSource: 'admin',
    })
  })

  test('a user without a password is refused, with what to do', () => {
    expect(() => at('mongodb://me@db1')).toThrow('There is no password for me of db1:27017.')
  })
})

describe('the database of a run', () => {
  test('is dropped where it is, and nothing else ever', async () => {
    const stub = await StubSet.start()
    const access = { servers: readServers(stub.places, mongodb), secret: () => undefined }
    stub.set.primary.write([
      { ns: 'murphy_0000beef.set', id: '{"id":1}', document: { _id: 1 } },
      { ns: 'shop.orders', id: '{"id":1}', document: { _id: 1 } },
    ])
    expect(await remove(access, 'murphy_0000beef')).toBe(true)
    expect(await remove(access, 'murphy_0000beef')).toBe(false)
    expect(stub.set.primary.oplog.namespaces()).toEqual(['shop.orders'])
    expect(() => remove(access, 'shop')).toThrow('not a space of Murphy')
    await stub.stop()
  })
})
