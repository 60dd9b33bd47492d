import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { GrowSet, Transactions } from '../../../src/client/data-types.ts'
import type { ErrorClass } from '../../../src/client/errors.ts'
import type { Options } from '../../../src/op/option.ts'
import type { Mishap } from './server/listener.ts'
import { noSuchTransaction, ServerError, writeConflict } from './server/server-error.ts'
import { type OnStub, onStub } from './stub-system.ts'

/** What an op's error is classified as; an op without one is a failure of the test. */
async function caught({ system }: OnStub, op: Promise<unknown>): Promise<ErrorClass> {
  const error = await op.then(
    (answer) => Promise.reject(new Error(`done: ${JSON.stringify(answer)}`)),
    (reason: unknown) => reason,
  )
  return system.classify(error)
}

function suite(setting: string, options: Options = {}) {
  const one = { current: undefined as OnStub | undefined }
  beforeAll(async () => {
    one.current = await onStub(setting, options)
  })
  afterAll(() => one.current?.down())
  return (): OnStub => {
    if (one.current === undefined) throw new Error('not set up')
    return one.current
  }
}

let next = 0

describe('a write', () => {
  const here = suite('majority')

  const add = async (mishap: Mishap['happens'], act: (set: GrowSet, element: number) => Promise<unknown>) => {
    const set = await here().system.connect('set', 'n1')
    here().stub.listener('n1').plan({ command: 'insert', happens: mishap })
    await act(set, ++next)
    await set.close()
    return await readAll()
  }

  async function readAll(): Promise<number[]> {
    const set = await here().system.connect('set', 'n1')
    const all = await set.read()
    await set.close()
    return all
  }

  test.each([
    ['closed-before', false],
    ['closed-after', true],
  ] as const)('whose connection is %s may be done (%s)', async (happens, done) => {
    const all = await add(happens, async (set, element) => {
      expect(await caught(here(), set.add(element))).toMatchObject({
        kind: 'network-error',
        definite: false,
        fatal: true,
      })
    })
    expect(all.includes(next)).toBe(done)
  })

  test.each([
    ['silent-before', false],
    ['silent-after', true],
  ] as const)('with %s, given up by closing the session, may be done (%s)', async (happens, done) => {
    const all = await add(happens, async (set, element) => {
      const given = caught(here(), set.add(element))
      const { seen } = here().stub.listener('n1')
      const asked = seen.length
      await expect.poll(() => seen.length).toBeGreaterThan(asked)
      await set.close()
      expect(await given).toMatchObject({ definite: false, fatal: true })
    })
    expect(all.includes(next)).toBe(done)
  })

  test.each([
    [10107, 'NotWritablePrimary', 'not-writable-primary', true, true],
    [189, 'PrimarySteppedDown', 'primary-stepped-down', false, true],
    [11602, 'InterruptedDueToReplStateChange', 'interrupted-by-replication-change', false, true],
    [91, 'ShutdownInProgress', 'shutdown-in-progress', false, true],
    [50, 'MaxTimeMSExpired', 'max-time-expired', false, false],
    [112, 'WriteConflict', 'write-conflict', true, false],
    [14031, 'OutOfDiskSpace', 'out-of-disk-space', false, false],
    [31_337, 'NobodyKnows', 'unknown-code', false, true],
  ] as const)('refused with %s %s', async (code, codeName, kind, definite, fatal) => {
    await add({ refused: new ServerError(code, codeName) }, async (set, element) => {
      expect(await caught(here(), set.add(element))).toMatchObject({ kind, definite, fatal })
    })
  })

  test.each([64, 100, 189, 91])('done, and answered with write concern error %s', async (code) => {
    const all = await add({ answered: { writeConcernError: { code, errmsg: '…' } } }, async (set, element) => {
      expect(await caught(here(), set.add(element))).toMatchObject({ definite: false })
    })
    expect(all).toContain(next)
  })

  test('on a server that does not lead', async () => {
    const set = await here().system.connect('set', 'n2')
    expect(await caught(here(), set.add(++next))).toMatchObject({ kind: 'not-writable-primary', definite: true })
    await set.close()
  })

  test('on a server that is gone', async () => {
    const { stub, system } = here()
    const set = await system.connect('set', 'n3')
    await stub.listener('n3').close()
    const first = await caught(here(), set.add(++next))
    expect(first).toMatchObject({ fatal: true })
    await set.close()
    expect(await caught(here(), system.connect('set', 'n3'))).toMatchObject({ kind: 'cannot-connect', definite: true })
    await stub.listener('n3').listen()
  })
})

describe('a write concern', () => {
  const here = suite('custom', { 'write-concern': 'majority', 'read-concern': 'local', wtimeout: 1000 })

  test('that is not met in time: written, and perhaps to stay', async () => {
    const { stub, system } = here()
    const set = await system.connect('set', 'n1')
    stub.set.isolate('n1')
    expect(await caught(here(), set.add(1))).toMatchObject({
      kind: 'write-concern-failed',
      definite: false,
      fatal: false,
    })
    expect(await set.read()).toEqual([1])
    stub.set.heal()
    await set.add(2)
    expect(await set.read()).toEqual([1, 2])
    await set.close()
  })

  test('that is waited for while another is elected', async () => {
    const { stub, system } = here()
    const set = await system.connect('set', 'n1')
    stub.set.isolate('n1')
    const waiting = caught(here(), set.add(3))
    const { seen } = stub.listener('n1')
    await expect.poll(() => seen.at(-1)).toBe('insert')
    stub.set.elect()
    stub.set.heal()
    expect(await waiting).toMatchObject({ kind: 'primary-stepped-down', definite: false, fatal: true })
    await expect.poll(() => system.sample().then(() => system.primary())).not.toBe('n1')
    const there = await system.connect('set', system.primary())
    expect(await there.read()).toEqual([1, 2])
    await there.close()
    await set.close()
  })
})

describe('a transaction', () => {
  const here = suite('majority')

  const append = async (
    mishaps: readonly Mishap[],
    act: (session: Transactions, append: Promise<unknown>) => Promise<void>,
  ) => {
    const session = await here().system.connect('transactions', 'n1')
    here()
      .stub.listener('n1')
      .plan(...mishaps)
    await act(session, session.listAppend([['append', ++next, 1]]))
    await session.close()
    const again = await here().system.connect('transactions', 'n1')
    const [read] = await again.listAppend([['r', next, null]])
    await again.close()
    return read?.[2]
  }

  const conflict: Mishap = { command: 'update', happens: { refused: writeConflict() } }

  test('with a conflict fails for sure, and the session goes on', async () => {
    const list = await append([conflict], async (session, appended) => {
      expect(await caught(here(), appended)).toMatchObject({ kind: 'write-conflict', definite: true, fatal: false })
      await session.listAppend([['append', next, 2]])
    })
    expect(list).toEqual([2])
  })

  test.each(['closed-before', 'closed-after'] as const)('whose step is %s fails for sure', async (happens) => {
    const list = await append([{ command: 'update', happens }], async (_, appended) => {
      expect(await caught(here(), appended)).toMatchObject({ kind: 'network-error', definite: true, fatal: true })
    })
    expect(list).toEqual([])
  })

  test.each([
    ['closed-before', []],
    ['closed-after', [1]],
  ] as const)('whose commit is %s may be done', async (happens, done) => {
    const list = await append([{ command: 'commitTransaction', happens }], async (_, appended) => {
      expect(await caught(here(), appended)).toMatchObject({ kind: 'network-error', definite: false, fatal: true })
    })
    expect(list).toEqual(done)
  })

  test('whose commit finds no transaction was not done', async () => {
    const refused = { command: 'commitTransaction', happens: { refused: noSuchTransaction() } } as const
    const list = await append([refused], async (_, appended) => {
      expect(await caught(here(), appended)).toMatchObject({ kind: 'no-such-transaction', definite: true })
    })
    expect(list).toEqual([])
  })

  test('whose commit a majority does not have in time may be done', async () => {
    const answered = { writeConcernError: { code: 64, codeName: 'WriteConcernFailed', errmsg: '…' } }
    const list = await append([{ command: 'commitTransaction', happens: { answered } }], async (_, appended) => {
      expect(await caught(here(), appended)).toMatchObject({ kind: 'write-concern-failed', definite: false })
    })
    expect(list).toEqual([1])
  })

  test('whose commit comes to a server that does not lead any more: nobody knows', async () => {
    const refused = { refused: new ServerError(10107, 'NotWritablePrimary', ['RetryableWriteError']) }
    await append([{ command: 'commitTransaction', happens: refused }], async (_, appended) => {
      expect(await caught(here(), appended)).toMatchObject({ kind: 'not-writable-primary', definite: false })
    })
  })

  test('is tried once: the driver’s own second commit is off', async () => {
    const { seen } = here().stub.listener('n1')
    const before = seen.filter((name) => name === 'commitTransaction').length
    const refused = { refused: new ServerError(91, 'ShutdownInProgress', ['RetryableWriteError']) }
    const commits = async () => seen.filter((name) => name === 'commitTransaction').length - before
    await append([{ command: 'commitTransaction', happens: refused }], async (_, appended) => {
      expect(await caught(here(), appended)).toMatchObject({ definite: false })
      expect(await commits()).toBe(1)
    })
  })

  test('two that write one document: one fails for sure', async () => {
    const [a, b] = await Promise.all([1, 2].map(() => here().system.connect('transactions', 'n1')))
    const key = ++next
    const errors: ErrorClass[] = []
    for (let i = 0; i < 10; i++)
      await Promise.all(
        [a, b].map((session, n) =>
          session
            ?.listAppend([
              ['append', key, 2 * i + n],
              ['append', key + 1000, 1],
              ['r', key, null],
            ])
            .catch((error: unknown) => errors.push(here().system.classify(error))),
        ),
      )
    expect(errors.length).toBeGreaterThan(0)
    for (const error of errors) expect(error).toMatchObject({ kind: 'write-conflict', definite: true, fatal: false })
    const [read] = (await a?.listAppend([['r', key, null]])) ?? []
    expect(read?.[2]).toHaveLength(20 - errors.length)
    await a?.close()
    await b?.close()
  })
})

describe('with the driver’s retries', () => {
  const here = suite('majority', { 'driver-retries': 'on' })

  test('an insert whose answer was lost is acknowledged, and done once', async () => {
    const set = await here().system.connect('set', 'n1')
    const { seen } = here().stub.listener('n1')
    here().stub.listener('n1').plan({ command: 'insert', happens: 'closed-after' })
    await set.add(1)
    expect(seen.filter((name) => name === 'insert')).toHaveLength(2)
    expect(await set.read()).toEqual([1])
    await set.close()
  })

  test('what the second attempt is refused with proves nothing of the first', async () => {
    const set = await here().system.connect('set', 'n1')
    const refused = { refused: new ServerError(10107, 'NotWritablePrimary', ['RetryableWriteError']) }
    here()
      .stub.listener('n1')
      .plan({ command: 'insert', happens: 'closed-after' }, { command: 'insert', happens: refused })
    expect(await caught(here(), set.add(2))).toMatchObject({ definite: false })
    await set.close()
    const again = await here().system.connect('set', 'n1')
    expect(await again.read()).toContain(2)
    await again.close()
  })
})
