import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Options } from '../../../src/op/option.ts'
import { type OnStub, onStub } from './stub-system.ts'

/** A client writes to the primary and reads on a member that hears of it late. */
async function readsItsOwnWrite(setting: string, options: Options, lateMs: number): Promise<boolean> {
  const one = await onStub(setting, options)
  try {
    const client = {}
    const writer = await one.system.connect('register', 'n1', client)
    const reader = await one.system.connect('register', 'n3', client)
    await writer.write(1, 'old')
    await expect.poll(() => reader.read(1)).toBe('old')
    one.stub.set.lag('n3', lateMs)
    await writer.write(1, 'new')
    const seen = await reader.read(1)
    await Promise.all([writer.close(), reader.close()])
    return seen === 'new'
  } finally {
    await one.down()
  }
}

/** Longer than the test, ms. */
const never = 600_000

describe('causal sessions', () => {
  test.each(['majority', 'default', 'w1'])('%s: a client reads what it wrote, wherever it reads', async (setting) => {
    expect(await readsItsOwnWrite(setting, { causal: 'on' }, 500)).toBe(true)
  })

  test.each(['majority', 'default', 'w1'])('%s: and not without them', async (setting) => {
    expect(await readsItsOwnWrite(setting, {}, never)).toBe(false)
  })

  test('are one client’s: another is promised nothing', async () => {
    const one = await onStub('majority', { causal: 'on' })
    const writer = await one.system.connect('register', 'n1', {})
    const reader = await one.system.connect('register', 'n3', {})
    one.stub.set.lag('n3', never)
    await writer.write(1, 'new')
    expect(await reader.read(1)).toBe(null)
    await one.down()
  })
})

describe('which servers answer reads', () => {
  const sets = new Map<string, OnStub>()
  const preferences = ['as-routed', 'primary', 'nearest']
  beforeAll(async () => {
    for (const preference of preferences)
      sets.set(preference, await onStub('default', { 'read-preference': preference }))
  })
  afterAll(() => Promise.all([...sets.values()].map((one) => one.down())))

  const refused = 'not-primary-no-secondary-ok'
  test.each([
    // A session with a secondary was opened to read there.
    ['as-routed', null, refused],
    ['primary', refused, refused],
    ['nearest', null, null],
  ])('%s: a secondary, and one that led when the session was opened', async (preference, secondary, deposed) => {
    const one = sets.get(preference)
    if (one === undefined) throw new Error('not set up')
    const { system, stub } = one
    const read = async (node: string, before: () => void) => {
      const session = await system.connect('register', node)
      before()
      const answer = await session.read(1).catch((error: unknown) => system.classify(error).kind)
      await session.close()
      return answer
    }
    expect(await read('n2', () => {})).toBe(secondary)
    expect(await read('n1', () => void stub.set.elect())).toBe(deposed)
  })
})

test('a primary that was deposed and does not know it is not gone back to', async () => {
  const { system, stub, recorded, down } = await onStub('majority')
  expect(system.primary()).toBe('n1')
  stub.set.isolate('n1')
  const { name } = stub.set.elect()
  const roles = async () => (await system.sample()).filter(({ role }) => role === 'primary').map(({ node }) => node)
  await expect.poll(roles).toEqual(['n1', name].sort())
  expect(system.primary()).toBe(name)
  await stub.listener(name).close()
  await expect.poll(roles).toEqual(['n1'])
  expect(system.primary()).toBe(name)
  expect(recorded).toEqual([['primary-changed', { from: 'n1', to: name }]])
  await down()
})

test('samples say role, position and whether a secondary follows; a ping answers where a server does', async () => {
  const { system, stub, cluster, down } = await onStub('majority')
  await expect
    .poll(() => system.sample())
    .toMatchObject([
      { node: 'n1', role: 'primary', position: '1:1.1' },
      { node: 'n2', role: 'standby', following: true, position: '1:1.1' },
      { node: 'n3', role: 'standby', following: true, position: '1:1.1' },
    ])
  expect(await system.ping(cluster.address('n2', 'client'), 1000)).toBe(true)
  await stub.listener('n2').close()
  await expect.poll(() => system.sample()).toMatchObject([{}, { node: 'n2', role: 'down' }, {}])
  expect(await system.ping(cluster.address('n2', 'client'), 1000)).toBe(false)
  await down()
})
