import { describe, expect, it } from 'vitest'
import { clients, type GeneratedOp, invocations, limit, type OpEvent, simulate } from '../../src/generator/index.ts'
import type { Json } from '../../src/op/op.ts'
import { defaultsOf } from '../../src/op/option.ts'
import { Random } from '../../src/op/random.ts'
import { MS } from '../../src/op/time.ts'
import { amountsWork } from '../../workloads/amounts-work.ts'
import { workloads } from '../../workloads/registry.ts'
import { tableWork } from '../../workloads/table-work.ts'
import { FakeSystem } from './fake-system.ts'

type Txn = readonly (readonly [string, number, number, Json])[]

function build(name: string, seed = 1, given: Record<string, string | number> = {}, system = new FakeSystem()) {
  const workload = workloads.find((candidate) => candidate.name === name)
  if (workload === undefined) throw new Error(`no workload ${name}`)
  const options = { ...defaultsOf(workload.options ?? []), ...given }
  return workload.build({
    random: new Random(seed),
    nodes: ['n1'],
    concurrency: 10,
    reads: 'primary',
    writes: 'primary',
    system,
    options,
  })
}

const isOp = (op: GeneratedOp): op is OpEvent => op.type !== 'log' && op.type !== 'sleep'

function load(name: string, ops: number, seed = 1, given: Record<string, string | number> = {}): OpEvent[] {
  const { generator } = build(name, seed, given)
  return invocations(simulate(limit(ops, clients(generator)), { concurrency: 10, latency: 3 * MS })).filter(isOp)
}

const share = (ops: readonly OpEvent[], f: string) => ops.filter((op) => op.f === f).length / ops.length

const targeted = ['bank', 'lost-update', 'monotonic', 'long-fork', 'causal-reverse', 'write-skew', 'closed-predicate']

describe.each(targeted)('%s', (name) => {
  it('is the same for the same seed, and another for another', () => {
    const plan = (seed: number) => load(name, 200, seed).map(({ f, key = null, value }) => [f, key, value])
    expect(plan(3)).toEqual(plan(3))
    if (name !== 'write-skew') expect(plan(4)).not.toEqual(plan(3))
  })

  it('is judged by what the system promises', () => {
    const system = Object.assign(new FakeSystem(), { consistency: 'snapshot-isolation' })
    const [own] = build(name, 1, {}, system).checkers
    expect([own?.options?.expect, own?.options?.promised]).toContain('snapshot-isolation')
  })
})

it('bank moves 1 to 5 between two different accounts of those that there are, and reads half of the time', () => {
  const ops = load('bank', 2000, 1, { accounts: 3, balance: 10 })
  expect(share(ops, 'read')).toBeGreaterThan(0.4)
  expect(share(ops, 'transfer')).toBeGreaterThan(0.4)
  const met = new Set<string>()
  for (const { f, value } of ops) {
    if (f !== 'transfer') continue
    const { from, to, amount, after } = value as { from: number; to: number; amount: number; after: null }
    expect([0, 1, 2].includes(from) && [0, 1, 2].includes(to) && from !== to && after === null).toBe(true)
    expect([1, 2, 3, 4, 5]).toContain(amount)
    met.add(`${from} ${to}`)
  }
  expect(met.size).toBe(6)
  const { checkers } = build('bank', 1, { accounts: 3, balance: 10 })
  expect(checkers[0]?.options).toMatchObject({ accounts: 3, total: 30 })
})

it.each([
  ['lost-update', 0.9],
  ['monotonic', 0.4],
])('%s increments five counters, %d of the time', (name, often) => {
  const ops = load(name, 3000)
  expect(share(ops, 'increment')).toBeGreaterThan(often - 0.05)
  expect(share(ops, 'increment')).toBeLessThan(often + 0.05)
  const keys = new Set(ops.flatMap(({ f, key }) => (f === 'increment' ? [key] : [])))
  expect([...keys].sort()).toEqual([0, 1, 2, 3, 4])
})

it.each([
  ['long-fork', 2, 6],
  ['causal-reverse', 8, 12],
])(
  '%s writes each key of a group once, %i keys, while %i transactions read all of them in any order',
  (name, size, reads) => {
    const ops = load(name, (size + reads) * 50)
    const txns = ops.map(({ value }) => value as unknown as Txn)
    const written = txns.flatMap((txn) => txn.flatMap(([f, key]) => (f === 'w' ? [key] : [])))
    expect([...written].sort((a, b) => a - b)).toEqual(Array.from({ length: size * 50 }, (_, key) => key))
    expect(written).not.toEqual([...written].sort((a, b) => a - b))
    const looking = txns.filter((txn) => txn.every(([f]) => f === 'r')).map((txn) => txn.map(([, key]) => key))
    expect(looking).toHaveLength(reads * 50)
    for (const keys of looking) {
      const first = Math.floor((keys[0] ?? 0) / size) * size
      expect([...keys].sort((a, b) => a - b)).toEqual(Array.from({ length: size }, (_, i) => first + i))
    }
    expect(new Set(looking.slice(0, reads).map(String)).size).toBeGreaterThan(1)
  },
)

it('write-skew sends two rivals to each group, and a third one later', () => {
  const ops = load('write-skew', 60).map(({ value }) => value as unknown as Txn)
  for (const [look, insert] of ops) {
    expect(look).toEqual(['select', insert?.[1], 0, null])
    expect(insert?.[0]).toBe('insert')
  }
  const rows = ops.map((txn) => `${txn[1]?.[1]}.${txn[1]?.[2]}`)
  expect(new Set(rows).size).toBe(60)
  expect(rows.slice(0, 4)).toEqual(['0.0', '0.1', '1.0', '1.1'])
  expect(rows.indexOf('0.2')).toBeGreaterThan(rows.indexOf('9.1'))
})

it('closed-predicate inserts and then raises each row of a group once, and reads above both thresholds', () => {
  const ops = load('closed-predicate', 12 * 40).map(({ value }) => value as unknown as Txn)
  const steps = ops.flat()
  for (const f of ['insert', 'update']) {
    const rows = steps.filter((step) => step[0] === f).map(([, group, id]) => `${group}.${id}`)
    expect(rows).toHaveLength(160)
    expect(new Set(rows).size).toBe(160)
  }
  for (const [f, , , value] of steps) {
    if (f === 'insert') expect(Number(value)).toBeLessThan(10)
    if (f === 'update') expect(Number(value)).toBeGreaterThanOrEqual(10)
  }
  const thresholds = new Set(steps.flatMap(([f, , least]) => (f === 'select' ? [least] : [])))
  expect([...thresholds].sort()).toEqual([0, 10])
  expect(ops.some((txn) => txn[0]?.[0] === 'select' && txn.some(([f]) => f === 'insert'))).toBe(true)
})

describe('ops', () => {
  const op = (f: string, value: Json, key?: Json) => ({
    f,
    value,
    process: 0,
    time: 0,
    ...(key !== undefined && { key }),
  })

  it('on amounts are filled in, and fail without error where they are refused', async () => {
    const system = new FakeSystem()
    const session = await system.connect('amounts', 'n1')
    const work = amountsWork([[0, 100]], 'in-place')
    await work.prepare?.(session)
    const transfer = { from: 0, to: 1, amount: 3, after: null }
    expect(await work.perform(session, op('transfer', transfer))).toEqual({
      type: 'ok',
      value: {
        ...transfer,
        after: [
          [0, -3],
          [1, 3],
        ],
      },
    })
    expect(await work.perform(session, op('increment', null, 4))).toEqual({ type: 'ok', value: 1 })
    expect(await work.perform(session, op('read', null))).toEqual({ type: 'ok', value: [[0, 5]] })
    expect(system.log.slice(1)).toEqual([
      'n1#1 fill [[0,100]]',
      'n1#1 add [[0,-3],[1,3]] in-place',
      'n1#1 add [[4,1]] in-place',
      'n1#1 read',
    ])
    const refusing = { ...session, add: async () => null }
    expect(await work.perform(refusing, op('transfer', transfer))).toEqual({ type: 'fail' })
    expect(await work.perform(refusing, op('increment', null, 4))).toEqual({ type: 'fail' })
    expect(['read', 'transfer', 'increment'].map((f) => work.isRead(op(f, null)))).toEqual([true, false, false])
  })

  it('on tables go whole to the session', async () => {
    const system = new FakeSystem()
    const session = await system.connect('table', 'n1')
    const value = [
      ['select', 0, 0, null],
      ['insert', 0, 0, 1],
    ]
    expect(await tableWork.perform(session, op('txn', value))).toEqual({ type: 'ok', value })
    expect(await tableWork.perform({ ...session, transact: async () => null }, op('txn', value))).toEqual({
      type: 'fail',
    })
    expect(tableWork.isRead(op('txn', value))).toBe(false)
    expect(tableWork.isRead(op('txn', value.slice(0, 1)))).toBe(true)
  })
})
