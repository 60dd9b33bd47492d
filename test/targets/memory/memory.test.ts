import { afterEach, describe, expect, test } from 'vitest'
import { inProcess } from '../../../src/cluster/in-process/index.ts'
import { memory } from '../../../src/targets/memory/index.ts'
import type { System } from '../../../src/targets/target.ts'

const systems: System[] = []
afterEach(async () => {
  for (const system of systems.splice(0)) await system.close()
})

async function deployed(options: Record<string, string | number> = {}, seed = 1): Promise<System> {
  const nodes = ['n1', 'n2', 'n3']
  const cluster = await inProcess.up({ runId: 'test', nodes, port: 0, log: () => {} })
  const system = await memory.deploy({ cluster, setting: 'single', options, seed, log: () => {}, record: () => {} })
  systems.push(system)
  return system
}

const flawed = (flaw: string, every = 3) => deployed({ flaw, 'flaw-every': every })

/** Adds 0 … n-1 one after another, reading after each; what was read last and what was missing after its own add. */
async function addAndRead(system: System, n: number) {
  const set = await system.connect('set', 'n1')
  const missing: number[] = []
  for (let i = 0; i < n; i++) {
    await set.add(i)
    if (!(await set.read()).includes(i)) missing.push(i)
  }
  return { missing, last: await set.read() }
}

/** Writes 1 … n one after another; every value that was read and is not the one just written. */
async function writeAndRead(system: System, n: number): Promise<[number, unknown][]> {
  const register = await system.connect('register', 'n1')
  const wrong: [number, unknown][] = []
  for (let i = 1; i <= n; i++) {
    await register.write('k', i)
    const seen = await register.read('k')
    if (seen !== i) wrong.push([i, seen])
  }
  return wrong
}

describe('without a flaw', () => {
  test('a register reads what was written, from every node', async () => {
    const system = await deployed()
    const [a, b] = [await system.connect('register', 'n1'), await system.connect('register', 'n3')]
    expect(await a.read('k')).toBeNull()
    await a.write('k', { x: [1] })
    expect(await b.read('k')).toEqual({ x: [1] })
    expect(await b.read('other')).toBeNull()
    expect(await b.cas('k', { x: [1] }, 2)).toBe(true)
    expect(await a.cas('k', 1, 3)).toBe(false)
    expect(await a.read('k')).toBe(2)
  })

  test('keys 1 and "1" are different registers', async () => {
    const register = await (await deployed()).connect('register', 'n1')
    await register.write(1, 'number')
    expect(await register.read('1')).toBeNull()
  })

  test('a set holds each element once', async () => {
    expect(await addAndRead(await deployed(), 5)).toEqual({ missing: [], last: [0, 1, 2, 3, 4] })
  })

  test('a flaw that is to show in none of the ops does not', async () => {
    expect(await writeAndRead(await flawed('lose-writes', 0), 50)).toEqual([])
  })

  test('latency delays, and keeps every op atomic', async () => {
    const system = await deployed({ latency: 2 })
    const register = await system.connect('register', 'n1')
    const won = await Promise.all([1, 2, 3, 4].map((i) => register.cas('k', null, i)))
    expect(won.filter(Boolean)).toHaveLength(1)
  })
})

describe('transactions', () => {
  test('on lists: steps take effect in order, an absent list is empty', async () => {
    const system = await deployed()
    const [a, b] = [await system.connect('transactions', 'n1'), await system.connect('transactions', 'n2')]
    const filled = await a.listAppend([
      ['r', 1, null],
      ['append', 1, 5],
      ['append', 1, 6],
      ['r', 1, null],
    ])
    expect(filled).toEqual([
      ['r', 1, []],
      ['append', 1, 5],
      ['append', 1, 6],
      ['r', 1, [5, 6]],
    ])
    expect(await b.listAppend([['r', 1, null]])).toEqual([['r', 1, [5, 6]]])
    expect(filled[3]).toEqual(['r', 1, [5, 6]])
    expect(system.consistency).toBe('strict-serializable')
  })

  test('on registers', async () => {
    const session = await (await deployed()).connect('transactions', 'n1')
    expect(
      await session.rwRegister([
        ['r', 1, null],
        ['w', 1, 5],
        ['r', 1, null],
      ]),
    ).toEqual([
      ['r', 1, null],
      ['w', 1, 5],
      ['r', 1, 5],
    ])
  })

  test('lose-writes loses all writes of one transaction in a block', async () => {
    const session = await (await flawed('lose-writes')).connect('transactions', 'n1')
    for (let i = 1; i <= 30; i++)
      await session.listAppend([
        ['append', 1, i],
        ['append', 2, i],
      ])
    const lists = await session.listAppend([
      ['r', 1, null],
      ['r', 2, null],
    ])
    expect(lists[0]?.[2]).toHaveLength(20)
    expect(lists[0]?.[2]).toEqual(lists[1]?.[2])
  })

  test('stale-reads answers one transaction in a block from an older state', async () => {
    const session = await (await flawed('stale-reads')).connect('transactions', 'n1')
    await session.listAppend([['append', 1, 1]])
    const lengths: unknown[] = []
    for (let i = 0; i < 30; i++) lengths.push((await session.listAppend([['r', 1, null]]))[0]?.[2])
    expect(lengths.filter((list) => JSON.stringify(list) === '[]')).toHaveLength(10)
  })
})

describe('planted flaws', () => {
  test('lose-writes loses one acknowledged write in every block', async () => {
    const { last } = await addAndRead(await flawed('lose-writes'), 30)
    expect(last).toHaveLength(20)
    expect(await writeAndRead(await flawed('lose-writes'), 30)).toHaveLength(10)
  })

  test('a lost cas says that it won', async () => {
    const register = await (await flawed('lose-writes', 1)).connect('register', 'n1')
    expect(await register.cas('k', null, 1)).toBe(true)
    expect(await register.read('k')).toBeNull()
  })

  test('stale-reads answers from an older state, and the write is not lost', async () => {
    const { missing, last } = await addAndRead(await flawed('stale-reads', 4), 30)
    expect(missing.length).toBeGreaterThan(0)
    expect(Math.max(...last)).toBeGreaterThan(10)
    const wrong = await writeAndRead(await flawed('stale-reads', 4), 40)
    expect(wrong).toHaveLength(10)
    for (const [written, read] of wrong) expect(read).toBe(written === 1 ? null : written - 1)
  })

  test('duplicate shows an element twice, a register falls back', async () => {
    const { last } = await addAndRead(await flawed('duplicate'), 30)
    expect(new Set(last).size).toBe(30)
    expect(last.length).toBeGreaterThan(30)
    expect((await writeAndRead(await flawed('duplicate'), 30)).length).toBeGreaterThan(0)
  })

  test('reorder performs a write after the next one', async () => {
    const { missing, last } = await addAndRead(await flawed('reorder', 5), 50)
    expect(missing.length).toBeGreaterThan(0)
    expect(last.length).toBeGreaterThanOrEqual(49)
    expect((await writeAndRead(await flawed('reorder', 5), 50)).length).toBeGreaterThan(missing.length)
  })

  test('late answers come, and tell the truth', async () => {
    const system = await deployed({ flaw: 'late', 'flaw-every': 2, 'late-by': 5 })
    expect(await addAndRead(system, 20)).toMatchObject({ missing: [] })
  })

  test('never: some ops are performed without an answer, some not', async () => {
    const system = await flawed('never', 2)
    const set = await system.connect('set', 'n1')
    const answered = new Set<number>()
    for (let i = 0; i < 40; i++) void set.add(i).then(() => answered.add(i))
    await new Promise((resolve) => setImmediate(resolve))
    expect(answered.size).toBe(20)
    const reader = await system.connect('set', 'n2')
    // A read may be the one that is not answered.
    const elements = await Promise.race([reader.read(), reader.read()])
    for (const element of answered) expect(elements).toContain(element)
    expect(elements.length).toBeGreaterThan(20)
    expect(elements.length).toBeLessThan(40)
  })

  test('an unknown flaw is refused by name', async () => {
    await expect(flawed('lose-reads')).rejects.toThrow('no flaw "lose-reads"')
  })
})

test('the same seed gives the same answers, another seed others', async () => {
  const run = async (seed: number) =>
    (await addAndRead(await deployed({ flaw: 'lose-writes', 'flaw-every': 7 }, seed), 60)).last
  expect(await run(5)).toEqual(await run(5))
  expect(await run(5)).not.toEqual(await run(6))
})

test('an op on a closed session is refused, and proves that nothing happened', async () => {
  const system = await deployed()
  const set = await system.connect('set', 'n1')
  await set.close()
  const error = await set.add(1).catch((e: unknown) => e)
  expect(system.classify(error)).toMatchObject({ kind: 'session-closed', definite: true })
  expect(await (await system.connect('set', 'n1')).read()).toEqual([])
})

test('the system names its primary and samples every node', async () => {
  const system = await deployed()
  expect(system.primary()).toBe('n1')
  expect((await system.sample()).map(({ node, role }) => [node, role])).toEqual([
    ['n1', 'primary'],
    ['n2', 'standby'],
    ['n3', 'standby'],
  ])
  await expect(system.connect('set', 'n9')).rejects.toThrow('n9')
})
