import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Cluster } from '../../../src/cluster/cluster.ts'
import { docker } from '../../../src/cluster/docker/index.ts'
import type { Json } from '../../../src/op/op.ts'
import { defaultsOf } from '../../../src/op/option.ts'
import { Connection } from '../../../src/targets/redis/connection.ts'
import { classify } from '../../../src/targets/redis/errors.ts'
import { redis } from '../../../src/targets/redis/index.ts'
import { pathOf } from '../../../src/targets/redis/server.ts'
import { sessions } from '../../../src/targets/redis/sessions.ts'
import type { System } from '../../../src/targets/target.ts'

const { works, detail } = await docker.probe()
if (!works) test.skip(`Redis in containers, which do not work here: ${detail}`, () => {})

describe.runIf(works)('Redis with Sentinel', () => {
  let cluster: Cluster
  let system: System
  const steps: { f: string; value: Json }[] = []

  beforeAll(async () => {
    cluster = await docker.up({
      runId: `test-${process.pid}-redis`,
      nodes: ['n1', 'n2', 'n3'],
      port: 6379,
      services: [26379],
      image: 'redis',
      log: () => {},
    })
    system = await redis.deploy({
      cluster,
      setting: 'sentinel',
      options: defaultsOf(redis.options),
      seed: 1,
      log: () => {},
      record: (f, value) => void steps.push({ f, value }),
    })
  })
  afterAll(async () => {
    await system?.close()
    await cluster?.down()
  })

  const caught = (promise: Promise<unknown>) =>
    promise.then(
      () => ({ kind: 'no error' }),
      (error: unknown) => classify(error),
    )
  const open = (node: string) => Connection.open(cluster.address(node, 'client'), 10_000)
  async function withConnection<T>(node: string, act: (connection: Connection) => Promise<T>): Promise<T> {
    const connection = await open(node)
    try {
      return await act(connection)
    } finally {
      connection.close()
    }
  }
  const roles = async () => Object.fromEntries((await system.sample()).map(({ node, role }) => [node, role]))
  const elements = (node: string) => withConnection(node, (connection) => sessions.set(connection, none).read())
  const none = { replicas: 0, ms: 0 }

  test('registers are read, written, compared and set; absent ones read as null', async () => {
    const register = await system.connect('register', 'n1')
    await register.setup()
    expect(await register.read(1)).toBeNull()
    expect(await register.cas(1, null, 5)).toBe(true)
    expect(await register.cas(1, 4, 6)).toBe(false)
    expect(await register.cas(1, 5, 6)).toBe(true)
    await register.write('a b', { x: [1] })
    expect([await register.read(1), await register.read('a b')]).toEqual([6, { x: [1] }])
    await register.close()
  })

  test('rows that are inserted twice are there twice, under the key of a request once', async () => {
    const inserts = await system.connect('inserts', 'n1')
    for (const key of [null, null, 'r', 'r']) await inserts.insert(7, key)
    expect(await inserts.read()).toEqual([7, 7, 7])
    await inserts.close()
  })

  test('transactions see their own steps', async () => {
    const transactions = await system.connect('transactions', 'n1')
    expect(
      await transactions.listAppend([
        ['r', 1, null],
        ['append', 1, 4],
        ['append', 1, 5],
        ['r', 1, null],
      ]),
    ).toEqual([
      ['r', 1, []],
      ['append', 1, 4],
      ['append', 1, 5],
      ['r', 1, [4, 5]],
    ])
    expect(
      await transactions.rwRegister([
        ['r', 1, null],
        ['w', 1, 4],
        ['r', 1, null],
      ]),
    ).toEqual([
      ['r', 1, null],
      ['w', 1, 4],
      ['r', 1, 4],
    ])
    await transactions.close()
  })

  test('replicas refuse writes, also in scripts and transactions', async () => {
    const [set, register, transactions] = await Promise.all([
      system.connect('set', 'n2'),
      system.connect('register', 'n2'),
      system.connect('transactions', 'n2'),
    ])
    expect(await caught(set.add(1))).toMatchObject({ kind: 'read-only-replica', definite: true, fatal: false })
    expect(await caught(register.cas(9, null, 1))).toMatchObject({ kind: 'read-only-replica', definite: true })
    expect(await caught(transactions.listAppend([['append', 9, 1]]))).toMatchObject({ definite: true, fatal: false })
    expect(await set.read()).toEqual([])
    await Promise.all([set, register, transactions].map((session) => session.close()))
  })

  test('what too few replicas confirm is done and not acknowledged; with too few connected it is refused', async () => {
    await withConnection('n1', async (connection) => {
      expect(await caught(sessions.set(connection, { replicas: 2, ms: 5000 }).add(10))).toEqual({ kind: 'no error' })
      expect(await caught(sessions.set(connection, { replicas: 3, ms: 50 }).add(11))).toMatchObject({
        kind: 'not-replicated',
        definite: false,
      })
      await connection.send('CONFIG', 'SET', 'min-replicas-to-write', '3')
      const refused = { kind: 'too-few-replicas', definite: true, fatal: false }
      expect(await caught(sessions.set(connection, none).add(12))).toMatchObject(refused)
      expect(await caught(sessions.register(connection, none).cas(12, null, 1))).toMatchObject(refused)
      expect(await caught(sessions.inserts(connection, none).insert(12, 'k'))).toMatchObject(refused)
      expect(await caught(sessions.transactions(connection, none).rwRegister([['w', 12, 1]]))).toMatchObject({
        definite: true,
      })
      await connection.send('CONFIG', 'SET', 'min-replicas-to-write', '0')
      expect((await sessions.set(connection, none).read()).sort()).toEqual([10, 11])
    })
  })

  test('a command that fails in a transaction leaves the others done', async () => {
    await withConnection('n1', async (connection) => {
      await connection.send('SET', 'text', 'x')
      const halves = connection.transaction([
        ['RPUSH', 'half', '1'],
        ['RPUSH', 'text', '1'],
      ])
      expect(await caught(halves)).toMatchObject({ kind: 'partly-failed', definite: false })
      expect(await connection.send('LRANGE', 'half', '0', '-1')).toEqual(['1'])
    })
  })

  test('a frozen server is no connection, a killed one leaves open what it was asked', async () => {
    await cluster.node('n3').pause()
    expect(await caught(system.connect('set', 'n3'))).toMatchObject({ kind: 'cannot-connect', definite: true })
    await cluster.node('n3').resume()
    await withConnection('n3', async (connection) => {
      const asked = caught(connection.send('XREAD', 'BLOCK', '0', 'STREAMS', 'nothing', '$'))
      await cluster.node('n3').kill()
      expect(await asked).toMatchObject({ definite: false, fatal: true })
    })
    expect(await caught(system.connect('set', 'n3'))).toMatchObject({ kind: 'cannot-connect', definite: true })
    expect(await roles()).toMatchObject({ n3: 'down' })
  })

  test('a server that does not start says why, with the end of its log', async () => {
    const node = cluster.node('n3')
    const conf = await node.readFile(pathOf(node, 'server'))
    await node.writeFile(pathOf(node, 'server'), `${conf}maxmemory much\n`)
    await expect(system.start('n3')).rejects.toMatchObject({
      kind: 'broken',
      message: expect.stringMatching(/Redis on n3 ended while it started:[\s\S]*maxmemory much/),
    })
    await node.writeFile(pathOf(node, 'server'), conf)
    await system.start('n3')
    await vi.waitFor(async () => expect(await roles()).toEqual({ n1: 'primary', n2: 'standby', n3: 'standby' }), 60_000)
  })

  test('an isolated master takes a write, the sentinels promote another, and the write is gone', async () => {
    const others = ['n2', 'n3']
    await cluster.network.cut(
      others.flatMap((to) => [
        { from: 'n1', to },
        { from: to, to: 'n1' },
      ]),
    )
    const old = await system.connect('set', 'n1')
    await old.add(99)
    await vi.waitFor(() => expect(others).toContain(system.primary()), { timeout: 60_000, interval: 50 })
    expect(await old.read()).toContain(99)
    expect(steps).toEqual([{ f: 'switch-master', value: { from: 'n1', to: system.primary() } }])
    await cluster.network.cut([])
    await vi.waitFor(async () => expect(await roles()).toMatchObject({ n1: 'standby' }), { timeout: 60_000 })
    expect(await elements(system.primary())).not.toContain(99)
    await old.close()
  })
})
