import { createServer, type Server } from 'node:net'
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { Mutex } from '../../../src/targets/common/mutex.ts'
import type { Position } from '../../../src/targets/common/replication/database.ts'
import { byWorth } from '../../../src/targets/common/replication/failover.ts'
import { poll, within } from '../../../src/targets/common/wait.ts'
import { conninfo, postgresqlConf, synchronousStandbyNames } from '../../../src/targets/postgres/config.ts'
import { branchPoint } from '../../../src/targets/postgres/fork.ts'
import { formatLsn, parseLsn } from '../../../src/targets/postgres/look.ts'
import { ping } from '../../../src/targets/postgres/ping.ts'
import { settings } from '../../../src/targets/postgres/settings.ts'

describe('configuration', () => {
  const listen = { host: '127.0.0.1', port: 5432 }

  test('a primary has no upstream and waits as the setting says', () => {
    const conf = postgresqlConf({ node: 'n1', listen, fsync: true, waitFor: 'ANY 1', others: ['n2', 'n3'] })
    expect(conf).toContain(`synchronous_standby_names = 'ANY 1 ("n2", "n3")'\n`)
    expect(conf).not.toContain('primary_conninfo')
    expect(conf).toContain("fsync = 'on'\n")
  })

  test('a standby is known by its node’s name', () => {
    const upstream = { host: '198.18.0.2', port: 5433 }
    expect(postgresqlConf({ node: 'n2', listen, fsync: true, others: ['n1', 'n3'], upstream })).toContain(
      `primary_conninfo = '${conninfo(upstream, 'n2')}'\n`,
    )
    expect(conninfo(upstream, 'n2')).toContain('application_name=n2')
  })

  test('nobody waits for nobody', () => {
    expect(synchronousStandbyNames(undefined, ['n2'])).toBe('')
    expect(synchronousStandbyNames('FIRST 1', [])).toBe('')
  })

  test('every setting makes a durability and a consistency claim, with its source', () => {
    for (const { claims } of settings) {
      expect(claims.map(({ kind }) => kind).sort()).toEqual(['consistency', 'durability'])
      for (const { source } of claims) expect(source).toMatch(/^PostgreSQL \d+ documentation, \d+\.\d+/)
    }
  })
})

describe('positions in the WAL', () => {
  test('text and number are the same', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (lsn) => {
        expect(parseLsn(formatLsn(lsn))).toBe(lsn)
      }),
    )
    expect(parseLsn('16/B374D848')).toBe(0x16b374d848n)
    expect(formatLsn(0x16b374d848n)).toBe('16/B374D848')
  })

  test('the newest timeline comes before the most WAL; who is promoted already comes first', () => {
    const position = (node: string, timeline: number, lsn: bigint, recovering = true): Position => ({
      node,
      recovering,
      progress: [BigInt(timeline), lsn],
      shown: {},
    })
    const best = (...positions: Position[]) => positions.sort(byWorth)[0]?.node
    expect(best(position('n2', 1, 5n), position('n3', 1, 9n))).toBe('n3')
    expect(best(position('n2', 2, 5n), position('n3', 1, 9n))).toBe('n2')
    expect(best(position('n3', 1, 5n), position('n2', 1, 5n))).toBe('n2')
    expect(best(position('n2', 2, 9n), position('n3', 2, 5n, false))).toBe('n3')
  })
})

describe('timelines', () => {
  const history = '1\t0/1771120\tno recovery target specified\n\n2\t0/3000060\tno recovery target specified\n'

  test('where each ancestor was left', () => {
    expect(branchPoint(history, 1)).toBe(0x1771120n)
    expect(branchPoint(history, 2)).toBe(0x3000060n)
  })

  test('a timeline that is no ancestor', () => {
    expect(branchPoint(history, 3)).toBeUndefined()
    expect(branchPoint('', 1)).toBeUndefined()
  })
})

describe('ping', () => {
  const servers: Server[] = []
  afterEach(() => {
    for (const server of servers.splice(0)) server.close()
  })

  /** A server that answers the first data with `reply`, or not at all. */
  async function serverSaying(reply: string | undefined): Promise<{ host: string; port: number }> {
    const server = createServer((socket) => {
      socket.on('error', () => {})
      socket.once('data', () => (reply === undefined ? undefined : socket.end(reply)))
    })
    servers.push(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    return { host: '127.0.0.1', port: typeof address === 'object' && address !== null ? address.port : 0 }
  }

  test('a server that has, or has not, TLS', async () => {
    expect(await ping(await serverSaying('N'), 1000)).toBe(true)
    expect(await ping(await serverSaying('S'), 1000)).toBe(true)
  })

  test('silence, another protocol, nobody', async () => {
    expect(await ping(await serverSaying(undefined), 50)).toBe(false)
    expect(await ping(await serverSaying('HTTP/1.1 400 Bad Request'), 1000)).toBe(false)
    expect(await ping(await serverSaying(''), 1000)).toBe(false)
    expect(await ping({ host: '127.0.0.1', port: 1 }, 1000)).toBe(false)
  })
})

describe('waiting', () => {
  test('within: the result in time, a rejection otherwise', async () => {
    expect(await within(1000, 'it', Promise.resolve(1))).toBe(1)
    await expect(within(1, 'it', new Promise(() => {}))).rejects.toThrow('it took longer than 1 ms')
  })

  test('poll: errors are tried again, the last one is thrown', async () => {
    let looks = 0
    const third = async () => {
      if (++looks < 3) throw new Error('not yet')
      return looks
    }
    expect(await poll({ ms: 10_000, everyMs: 1 }, third)).toBe(3)
    expect(await poll({ ms: 0, everyMs: 1 }, async () => undefined)).toBeUndefined()
    await expect(poll({ ms: 0, everyMs: 1 }, () => Promise.reject(new Error('never')))).rejects.toThrow('never')
  })

  test('poll ends when the signal aborts', async () => {
    const aborter = new AbortController()
    const polling = poll({ ms: 60_000, everyMs: 1000, signal: aborter.signal }, async () => undefined)
    aborter.abort()
    await expect(polling).rejects.toThrow()
  })

  test('a mutex runs one at a time, in order, past failures', async () => {
    const mutex = new Mutex()
    const seen: string[] = []
    const task = (name: string, fails = false) =>
      mutex.run(async () => {
        seen.push(`${name} begins`)
        await new Promise((resolve) => setImmediate(resolve))
        seen.push(`${name} ends`)
        if (fails) throw new Error(name)
      })
    const all = await Promise.allSettled([task('a', true), task('b')])
    expect(seen).toEqual(['a begins', 'a ends', 'b begins', 'b ends'])
    expect(all.map(({ status }) => status)).toEqual(['rejected', 'fulfilled'])
  })
})
