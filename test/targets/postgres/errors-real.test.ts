import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Connection } from '../../../src/targets/postgres/connection.ts'
import { classify } from '../../../src/targets/postgres/errors.ts'
import { type Deployed, deployed, elements, eventually, isolation, setUp } from './cluster.ts'

let one: Deployed
beforeAll(async () => {
  one = await deployed('quorum', { isolation: 'repeatable-read' })
  await setUp(one.system)
})
afterAll(() => one.down())

const caught = (promise: Promise<unknown>) =>
  promise.then(
    () => ({ kind: 'no error' }),
    (error: unknown) => classify(error),
  )

/** A connection for statements that no session makes. */
async function withConnection<T>(act: (sql: (text: string) => Promise<unknown>) => Promise<T>): Promise<T> {
  const address = one.cluster.address('n1', 'client')
  const connection = await Connection.open(address, { timeoutMs: 10_000, name: 'test' })
  try {
    return await act(async (text) => (await connection.query({ text })).rows)
  } finally {
    connection.close()
  }
}

/** Ends or cancels whoever waits for `event`, once somebody does. */
async function onWaiting(act: 'pg_cancel_backend' | 'pg_terminate_backend', event: string): Promise<void> {
  await withConnection(async (sql) => {
    const waiting = `select ${act}(pid) from pg_stat_activity where wait_event = '${event}' and application_name = 'murphy'`
    expect(await eventually(async () => JSON.stringify(await sql(waiting)) !== '[]')).toBe(true)
  })
}

describe('errors that a real server produces', () => {
  test('a write to a standby', async () => {
    const session = await one.system.connect('set', 'n2')
    // It may be a moment behind, and not know the table yet.
    expect(await eventually(async () => (await caught(session.read())).kind === 'no error')).toBe(true)
    expect(await caught(session.add(1))).toMatchObject({ kind: 'read-only', definite: true, fatal: false })
    expect(await session.read()).toEqual([])
    await session.close()
  })

  test('the same element twice', async () => {
    const session = await one.system.connect('set', 'n1')
    await session.add(2)
    expect(await caught(session.add(2))).toMatchObject({ kind: 'duplicate-key', definite: false, fatal: false })
    expect(await session.read()).toEqual([2])
    await session.close()
  })

  test('a table that is not there', async () => {
    const session = await one.system.connect('register', 'n1')
    expect(await caught(session.read(1))).toMatchObject({ kind: 'bad-statement', definite: true })
    await session.setup()
    expect(await session.read(1)).toBeNull()
    await session.close()
  })

  test('a concurrent update under repeatable read', async () => {
    const session = await one.system.connect('register', 'n1')
    await session.write(1, 'a')
    await withConnection(async (sql) => {
      await sql('begin')
      await sql(`update murphy_register set v = '"b"'`)
      const write = caught(session.write(1, 'c'))
      await sleep(200)
      await sql('commit')
      expect(await write).toMatchObject({ kind: 'serialization-failure', definite: true, fatal: false })
    })
    expect(await session.read(1)).toBe('b')
    await session.close()
  })

  test('a deadlock', async () => {
    const kinds = await withConnection((a) =>
      withConnection(async (b) => {
        await Promise.all([a('begin'), b('begin')])
        await Promise.all([a('select pg_advisory_xact_lock(1)'), b('select pg_advisory_xact_lock(2)')])
        return await Promise.all(
          [a('select pg_advisory_xact_lock(2)'), b('select pg_advisory_xact_lock(1)')].map(async (lock) => {
            const error = await caught(lock)
            await (error.kind === 'deadlock' ? sleep(0) : a('rollback'))
            return error
          }),
        )
      }),
    )
    expect(kinds.filter(({ kind }) => kind === 'deadlock')).toMatchObject([{ definite: true }])
  })

  test('a statement that is cancelled, a session that is ended, while they wait for a lock', async () => {
    const session = await one.system.connect('set', 'n1')
    await withConnection(async (sql) => {
      await sql('begin')
      await sql('insert into murphy_set values (3)')
      const cancelled = caught(session.add(3))
      await onWaiting('pg_cancel_backend', 'transactionid')
      expect(await cancelled).toMatchObject({ kind: 'cancelled', definite: false, fatal: false })
      const ended = caught(session.add(3))
      await onWaiting('pg_terminate_backend', 'transactionid')
      expect(await ended).toMatchObject({ kind: 'admin-shutdown', definite: false, fatal: true })
    })
    // Until the driver has seen the end of the connection it still sends, and then nobody knows.
    await expect
      .poll(() => caught(session.add(4)))
      .toMatchObject({ kind: 'connection-closed', definite: true, fatal: true })
    await session.close()
  })

  test('a commit whose wait for a standby is cancelled is not acknowledged, though the server says OK', async () => {
    await one.cluster.network.cut(isolation('n1'))
    const session = await one.system.connect('set', 'n1')
    const cancelled = caught(session.add(5))
    const { commitWaits } = one.system
    await expect.poll(async () => (await commitWaits?.list())?.length).toBe(1)
    await commitWaits?.cancel(await commitWaits.list())
    await expect.poll(() => commitWaits?.list()).toEqual([])
    expect(await cancelled).toMatchObject({ kind: 'commit-not-replicated', definite: false, fatal: false })
    expect(await elements(one.system, 'n1')).toContain(5)
    expect(await elements(one.system, 'n2')).not.toContain(5)
    const ended = caught(session.add(6))
    await onWaiting('pg_terminate_backend', 'SyncRep')
    expect(await ended).toMatchObject({ definite: false, fatal: true })
    await one.cluster.network.cut([])
    await session.close()
  })

  test('our own end of a session in the middle of an op', async () => {
    await withConnection(async (sql) => {
      await sql('begin')
      await sql('insert into murphy_set values (7)')
      const session = await one.system.connect('set', 'n1')
      const add = caught(session.add(7))
      await sleep(100)
      await session.close()
      expect(await add).toMatchObject({ kind: 'connection-closed', definite: false, fatal: true })
    })
  })

  test('a server that is paused, one that shuts down, one that is gone', async () => {
    const node = one.cluster.node('n3')
    const session = await one.system.connect('set', 'n3')
    await node.pause()
    expect(await caught(one.system.connect('set', 'n3'))).toMatchObject({ kind: 'cannot-connect', definite: true })
    expect(await one.system.ping(one.cluster.address('n3', 'client'), 200)).toBe(false)
    await node.resume()
    expect(await eventually(() => one.system.ping(one.cluster.address('n3', 'client'), 1000))).toBe(true)

    // A smart shutdown waits for its sessions, and refuses new ones.
    await node.signal('SIGTERM')
    expect(
      await eventually(async () => (await caught(one.system.connect('set', 'n3'))).kind === 'cannot-connect-now'),
    ).toBe(true)
    await node.kill()
    expect(await caught(session.read())).toMatchObject({ fatal: true })
    expect(await caught(one.system.connect('set', 'n3'))).toMatchObject({ kind: 'cannot-connect', definite: true })
    expect(await one.system.ping(one.cluster.address('n3', 'client'), 1000)).toBe(false)
    await session.close()
  })

  test('one that cannot start says why, with the end of its log', async () => {
    const node = one.cluster.node('n3')
    await node.kill()
    await node.writeFile(join(node.dataDir, 'PG_VERSION'), '9\n')
    await expect(one.system.start('n3')).rejects.toMatchObject({
      kind: 'broken',
      message: expect.stringMatching(/^PostgreSQL on n3 ended while it started: .*incompatible with server/s),
    })
  })
})
