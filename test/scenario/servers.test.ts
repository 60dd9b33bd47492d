import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { resolve } from '../../src/scenario/resolve.ts'
import { command } from '../../src/scenario/scenario.ts'
import { readServers, shown } from '../../src/scenario/servers.ts'
import { postgres } from '../../src/targets/postgres/index.ts'

const read = (...texts: string[]) => readServers(texts, postgres)

describe('servers as users write them', () => {
  it('host and port, and the port left out of a URL', () => {
    expect(read('db1:5433', 'postgres://db2')).toEqual([
      { address: { host: 'db1', port: 5433 } },
      { address: { host: 'db2', port: 5432 } },
    ])
    expect(read('[::1]:5432')[0]?.address).toEqual({ host: '::1', port: 5432 })
  })

  it('a URL with everything', () => {
    const [server] = read('postgresql://me:p%40ss%3A%2F@db1:1/app')
    expect(server).toMatchObject({ address: { host: 'db1', port: 1 }, user: 'me', database: 'app' })
    expect(server?.password?.()).toBe('p@ss:/')
  })

  it.each([['http://'], [':::'], ['me:geheim@'], ['db1:99999'], ['db1:5432?sslmodes=geheim'], ['me:geheim#x@db1']])(
    'refuses %s, and does not repeat it',
    (text) => {
      expect(() => read('db0:1', text)).toThrow(/^The 2\. server of --nodes/)
      expect(() => read(text)).not.toThrow(/geheim/)
    },
  )

  it('a URL with the parameters that the target knows', () => {
    const [server] = read('postgres://me@db1/app?sslmode=verify-full')
    expect(server).toMatchObject({ database: 'app', parameters: { sslmode: 'verify-full' } })
    expect(server && shown('postgres')(server)).toBe('postgres://me@db1:5432/app?sslmode=verify-full')
  })

  it('refuses a server that is named twice', () => {
    expect(() => read('db1:5432', 'me@db1')).toThrow('--nodes names the server db1:5432 twice.')
  })

  it('shows everything but the password, and what it shows can be read again', () => {
    const name = fc.stringMatching(/^[a-z@:/?# é%]{1,8}$/)
    fc.assert(
      fc.property(
        fc.option(name, { nil: undefined }),
        name,
        fc.option(name, { nil: undefined }),
        (user, pass, database) => {
          const secret = `S${pass}S`
          const login = user === undefined ? '' : `${encodeURIComponent(user)}:${encodeURIComponent(secret)}@`
          const path = database === undefined ? '' : `/${encodeURIComponent(database)}`
          const [server] = read(`postgres://${login}db1:5432${path}`)
          if (server === undefined) throw new Error('not read')
          const text = shown('postgres')(server)
          expect(text).not.toContain(encodeURIComponent(secret))
          expect(JSON.stringify(server)).not.toContain(secret)
          const { password: _, ...rest } = server
          expect(read(text)).toEqual([rest])
        },
      ),
    )
  })
})

describe('a scenario with servers', () => {
  const servers = ['postgres://me:geheim@db1/app', 'db2:5433']

  it('runs on the backend existing, with a node for each, and keeps no password', () => {
    const resolved = resolve({ target: 'postgres', servers, seed: 1 })
    expect(resolved).toMatchObject({ backend: 'existing', nodes: 2 })
    expect(resolved.servers).toEqual(['postgres://me@db1:5432/app', 'db2:5433'])
    expect(JSON.stringify(resolved) + command(resolved)).not.toContain('geheim')
    expect(command(resolved)).toContain('--nodes postgres://me@db1:5432/app,db2:5433')
    expect(resolve(resolved)).toEqual(resolved)
  })

  it.each([
    ['kill', 'no way to the machines'],
    ['pause', 'no way to the machines'],
    ['clock', 'no way to the machines'],
    ['slow-disk', 'no way to the machines'],
    ['bit-flips', 'no way to the machines'],
    ['partition', "only the links of Murphy's own clients"],
    ['link-down', "only the links of Murphy's own clients"],
    ['delay', "only the links of Murphy's own clients"],
    ['loss', "only the links of Murphy's own clients"],
    ['failover', 'Murphy does not operate'],
    ['shutdown', 'Murphy does not operate'],
    ['membership', 'Murphy does not operate'],
  ])('the fault %s is refused with the reason', (fault, reason) => {
    const refused = (() => {
      try {
        return resolve({ target: 'postgres', servers, faults: [fault] })
      } catch (error) {
        return error
      }
    })()
    expect(refused).toMatchObject({ kind: 'usage', message: expect.stringContaining(`"${fault}"`) })
    expect(refused).toMatchObject({ hint: expect.stringContaining(reason) })
  })

  it.each(['drop-requests', 'drop-answers', 'delay-answers'])('the fault %s is possible', (fault) => {
    expect(resolve({ target: 'postgres', servers, faults: [fault] }).faults).toEqual([fault])
  })

  it('is refused on another backend, and the backend without servers, and a target that cannot', () => {
    expect(() => resolve({ target: 'postgres', servers, backend: 'docker' })).toThrow('makes its own')
    expect(() => resolve({ target: 'postgres', backend: 'existing' })).toThrow('needs to know where the servers are')
    expect(() => resolve({ target: 'memory', servers })).toThrow('does not run on the backend "existing"')
  })
})
