import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { docker } from '../../../src/cluster/docker/index.ts'
import { Connection } from '../../../src/targets/mysql/connection.ts'
import { classify } from '../../../src/targets/mysql/errors.ts'
import { mysql } from '../../../src/targets/mysql/index.ts'
import { describeWithEngine } from '../../cluster/docker/engine.ts'
import { amountsContract, tableContract } from '../data-types.ts'
import { type Deployed, deployed, elements, eventually, isolation, setUp } from '../deployed.ts'

let one: Deployed
beforeAll(async () => {
  if (!(await docker.probe()).works) return
  one = await deployed(mysql, { setting: 'semi-sync', nodes: ['n1', 'n2'], backend: docker })
  await setUp(one.system)
})
afterAll(() => one?.down())

describeWithEngine('data types of MySQL', () => {
  amountsContract(() => one.system.connect('amounts', 'n1'))
  tableContract(() => one.system.connect('table', 'n1'))
})

const caught = (promise: Promise<unknown>) =>
  promise.then(
    () => ({ kind: 'no error' }),
    (error: unknown) => classify(error),
  )

/** A connection for statements that no session makes. */
async function withConnection<T>(act: (sql: (text: string) => Promise<unknown[]>) => Promise<T>): Promise<T> {
  const connection = await Connection.open(one.cluster.address('n1', 'client'), { timeoutMs: 10_000 })
  try {
    return await act(async (text) => (await connection.query({ text })).rows)
  } finally {
    connection.close()
  }
}

/** Ends the sessions of clients that are in a statement, or these statements. */
async function kill(what: 'query' | 'connection'): Promise<void> {
  await withConnection(async (sql) => {
    const busy = `select id from information_schema.processlist where user = 'murphy' and command = 'Query'`
    expect(
      await eventually(async () => {
        const found = (await sql(busy)) as { id?: number; ID?: number }[]
        for (const { id, ID } of found) await sql(`kill ${what} ${id ?? ID}`)
        return found.length > 0
      }),
    ).toBe(true)
  })
}

describeWithEngine('errors that a real server of MySQL produces', () => {
  test('a write to a replica', async () => {
    const session = await one.system.connect('set', 'n2')
    expect(await caught(session.add(1))).toMatchObject({ kind: 'read-only', definite: true })
    await session.close()
  })

  test('the same element twice, a table that is not there', async () => {
    const session = await one.system.connect('set', 'n1')
    await session.add(2)
    expect(await caught(session.add(2))).toMatchObject({ kind: 'duplicate-key', definite: false, fatal: false })
    await session.close()
    const register = await one.system.connect('register', 'n1')
    expect(await caught(register.read(1))).toMatchObject({ kind: 'bad-statement', definite: true })
    await register.setup()
    expect(await register.read(1)).toBeNull()
    expect(await register.cas(1, null, 7)).toBe(true)
    expect(await register.cas(1, null, 8)).toBe(false)
    expect(await register.cas(1, 7, 7)).toBe(true)
    expect(await register.cas(1, 8, 9)).toBe(false)
    await register.write(1, null)
    expect(await register.cas(1, null, 'ä')).toBe(true)
    expect(await register.read(1)).toBe('ä')
    await register.close()
  })

  test('a deadlock; the session goes on', async () => {
    const a = await one.system.connect('transactions', 'n1')
    const b = await one.system.connect('transactions', 'n1')
    await a.setup()
    for (const key of [0, 1]) await a.rwRegister([['w', key, 0]])
    const errors: { kind: string }[] = []
    for (let i = 1; i <= 20 && errors.length === 0; i++) {
      const both = await Promise.all([
        caught(
          a.rwRegister([
            ['w', 0, i],
            ['w', 1, i],
          ]),
        ),
        caught(
          b.rwRegister([
            ['w', 1, i],
            ['w', 0, i],
          ]),
        ),
      ])
      errors.push(...both.filter(({ kind }) => kind !== 'no error'))
    }
    expect(errors).toMatchObject([{ kind: 'deadlock', definite: true, fatal: false }])
    expect(await caught(a.rwRegister([['w', 0, 99]]))).toEqual({ kind: 'no error' })
    await a.close()
    await b.close()
  })

  test('a lock that is not had in time, a statement that is killed, a session that is killed', async () => {
    const session = await one.system.connect('set', 'n1')
    await withConnection(async (sql) => {
      await sql('start transaction')
      await sql('insert into murphy_set values (3)')
      expect(await caught(session.add(3))).toMatchObject({ kind: 'lock-wait-timeout', definite: true, fatal: false })
      const cancelled = caught(session.add(3))
      await sleep(200)
      await kill('query')
      expect(await cancelled).toMatchObject({ kind: 'cancelled', definite: false, fatal: false })
      const ended = caught(session.add(3))
      await sleep(200)
      await kill('connection')
      expect(await ended).toMatchObject({ definite: false, fatal: true })
    })
    await expect
      .poll(() => caught(session.add(4)))
      .toMatchObject({ kind: 'connection-closed', definite: true, fatal: true })
    await session.close()
  })

  test('a commit that no replica confirms is not acknowledged, whatever ends the wait', async () => {
    await one.cluster.network.cut(isolation('n1', ['n1', 'n2']))
    const session = await one.system.connect('set', 'n1')
    const waiting = caught(session.add(5))
    await sleep(500)
    await kill('connection')
    expect(await waiting).toMatchObject({ definite: false, fatal: true })
    expect(await elements(one.system, 'n2')).not.toContain(5)
    await one.cluster.network.cut([])
    await session.close()
  })

  test('a server that is paused, one that shuts down, one that is gone', async () => {
    const node = one.cluster.node('n2')
    const session = await one.system.connect('set', 'n2')
    await node.pause()
    expect(await caught(one.system.connect('set', 'n2'))).toMatchObject({ kind: 'cannot-connect', definite: true })
    expect(await one.system.ping(one.cluster.address('n2', 'client'), 200)).toBe(false)
    await node.resume()
    expect(await eventually(() => one.system.ping(one.cluster.address('n2', 'client'), 1000))).toBe(true)
    await one.system.stop?.('n2')
    expect(await caught(session.read())).toMatchObject({ fatal: true })
    expect(await caught(one.system.connect('set', 'n2'))).toMatchObject({ kind: 'cannot-connect', definite: true })
    await session.close()
  })

  test('a node that cannot start says why', async () => {
    const node = one.cluster.node('n2')
    await node.exec(['sh', '-c', 'rm -rf "$1"/data/mysql.ibd', 'sh', node.dataDir])
    await expect(one.system.start('n2')).rejects.toThrow(/MySQL on n2 ended while it started: .*\S/s)
  })
})
