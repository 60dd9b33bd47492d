import { describe, expect, it } from 'vitest'
import { RunContext } from '../../src/generator/context.ts'
import {
  clients,
  type GeneratedOp,
  invocations,
  lift,
  limit,
  type OpEvent,
  phases,
  type SimulateOptions,
  simulate,
} from '../../src/generator/index.ts'
import { Random } from '../../src/op/random.ts'
import { type TxnOptions, transactions } from '../../workloads/txn-generator.ts'
import { txnShape } from '../../workloads/txn-options.ts'

type Mop = readonly [f: string, key: number, value: number | null]

const isOp = (op: GeneratedOp): op is OpEvent => op.type !== 'log' && op.type !== 'sleep'
const txnsOf = (history: readonly GeneratedOp[]) =>
  invocations(history)
    .filter(isOp)
    .map(({ value }) => value as unknown as readonly Mop[])

function load(options: Partial<TxnOptions> = {}, seed = 1, ops = 5000) {
  const { generator } = transactions(new Random(seed), 'primary', { write: 'append', ...options })
  return txnsOf(simulate(clients(limit(ops, generator)), { concurrency: 5, latency: 10 }))
}

const writesOf = (txns: readonly (readonly Mop[])[]) => txns.flat().filter(([f]) => f !== 'r')

/** So many transactions, then the final reads; what was used in the load, what was read in the end and in how many ops. */
function toTheEnd(ops: number, reads: 'primary' | 'any-node', outcome?: SimulateOptions['outcome']) {
  const { generator, final } = transactions(new Random(3), reads, { write: 'w' })
  const history = simulate(clients(phases(limit(ops, generator), final)), {
    concurrency: 4,
    latency: 1000,
    ...(outcome && { outcome }),
  })
  const asked = invocations(history).filter(isOp)
  const ends = history.filter(isOp).filter(({ type }) => type === 'ok')
  return { history, load: asked.slice(0, ops), final: asked.slice(ops), ends }
}

const keysOf = (ops: readonly OpEvent[]) =>
  ops.flatMap(({ value }) => ((value ?? []) as unknown as readonly Mop[]).map(([, key]) => key))

describe('transactions', () => {
  it('have one to four steps, half of them reads', () => {
    const txns = load()
    expect(new Set(txns.map(({ length }) => length))).toEqual(new Set([1, 2, 3, 4]))
    const mops = txns.flat()
    for (const [f, , value] of mops) expect(f === 'r' ? value === null : f === 'append').toBe(true)
    expect(writesOf(txns).length / mops.length).toBeGreaterThan(0.45)
    expect(writesOf(txns).length / mops.length).toBeLessThan(0.55)
  })

  it('write each value of a key once, counting up from 1', () => {
    const last = new Map<number, number>()
    for (const [, key, value] of writesOf(load())) {
      expect(value).toBe((last.get(key) ?? 0) + 1)
      last.set(key, value ?? 0)
    }
  })

  it('retire keys at another count each, small ones most often', () => {
    const counts = new Map<number, number>()
    for (const [, key] of writesOf(load({}, 1, 20_000))) counts.set(key, (counts.get(key) ?? 0) + 1)
    const retired = [...counts].sort(([a], [b]) => a - b).map(([, count]) => count)
    expect(retired.length).toBeGreaterThan(200)
    expect(Math.max(...retired)).toBeLessThanOrEqual(256)
    expect(Math.max(...retired)).toBeGreaterThan(128)
    // Log-uniform: half of them below the root of the cap.
    const small = retired.filter((count) => count <= 16).length / retired.length
    expect(small).toBeGreaterThan(0.35)
    expect(small).toBeLessThan(0.65)
  })

  it('use few keys at a time', () => {
    const used = load().map((txn) => Math.max(...txn.map(([, key]) => key)))
    expect(Math.max(...used)).toBeGreaterThan(50)
    const uniform = load({ keys: 'uniform', maxWrites: 1_000_000 }, 1, 50)
    expect(new Set(uniform.flat().map(([, key]) => key)).size).toBeLessThan(10)
  })

  it('prefer the later of the keys in use, each twice as much as the one before', () => {
    // No key is retired: the cap is out of reach in so few ops, for nearly all keys.
    const counts = new Map<number, number>()
    for (const [, key] of load({ maxWrites: 1e15, keyCount: 4 }, 5, 8000).flat())
      counts.set(key, (counts.get(key) ?? 0) + 1)
    const shares = [...counts.values()].sort((a, b) => b - a)
    expect((shares[0] ?? 0) / (shares[1] ?? 1)).toBeGreaterThan(1.5)
  })

  it('prefer the first of the keys in use, the n-th about 1/n as much, if zipfian', () => {
    const counts = new Map<number, number>()
    for (const [, key] of load({ keys: 'zipf', maxWrites: 1e15, keyCount: 4 }, 5, 8000).flat())
      counts.set(key, (counts.get(key) ?? 0) + 1)
    const [first = 0, second = 0, third = 0, fourth = 1] = [...counts.values()].sort((a, b) => b - a)
    expect(first / second).toBeGreaterThan(1.4)
    expect(second / third).toBeGreaterThan(1.1)
    expect(third / fourth).toBeGreaterThan(1.05)
  })

  it('take the shape that the options give', () => {
    const shape = (options: Record<string, string | number>) => load(txnShape(options), 1, 2000)
    expect(shape({})).toEqual(load({}, 1, 2000))
    const options = { 'key-dist': 'uniform', 'key-count': 2, 'min-txn-length': 6, 'max-writes-per-key': 1 }
    const txns = shape(options)
    expect(new Set(txns.map(({ length }) => length))).toEqual(new Set([6]))
    const writes = writesOf(txns)
    expect(new Set(writes.map(([, key]) => key)).size).toBe(writes.length)
    expect(new Set(shape({ 'max-txn-length': 2 }).map(({ length }) => length))).toEqual(new Set([1, 2]))
  })

  it('are followed by a read of what they wrote, where reads go to any node', () => {
    const { generator } = transactions(new Random(1), 'any-node', { write: 'append' })
    const history = simulate(clients(limit(2000, generator)), { concurrency: 5, latency: 10 }).filter(isOp)
    const mops = ({ value }: OpEvent) => value as unknown as readonly Mop[]
    let followed = 0
    for (const [at, op] of history.entries()) {
      const written = mops(op).filter(([f]) => f !== 'r')
      const next = history.slice(at + 1).find(({ process }) => process === op.process)
      if (op.type !== 'ok' || written.length === 0 || next === undefined) continue
      expect(new Set(mops(next).map(([, key]) => key))).toEqual(new Set(written.map(([, key]) => key)))
      for (const [f] of mops(next)) expect(f).toBe('r')
      followed++
    }
    expect(followed).toBeGreaterThan(500)
  })

  it('are not where a write is not acknowledged, nor where reads go to the primary', () => {
    const fails = { concurrency: 5, latency: 10, outcome: () => 'info' as const }
    const lost = transactions(new Random(1), 'any-node', { write: 'append' }).generator
    expect(txnsOf(simulate(clients(limit(200, lost)), fails))).toEqual(load({}, 1, 200))
  })

  it('are the same for the same seed, others for another', () => {
    expect(load()).toEqual(load())
    expect(load()).not.toEqual(load({}, 2))
  })

  it('asking changes nothing: the same answer twice', () => {
    const generator = lift(transactions(new Random(1), 'primary', { write: 'w' }).generator)
    const context = RunContext.start(2)
    expect(generator.op(context)).toEqual(generator.op(context))
  })
})

describe('the final reads', () => {
  it('read every key that was used once, and no other beyond those in use', () => {
    const { load: used, final } = toTheEnd(3000, 'primary')
    const read = keysOf(final)
    expect(new Set(read).size).toBe(read.length)
    for (const key of keysOf(used)) expect(read).toContain(key)
    expect(Math.max(...read)).toBeLessThan(Math.max(...keysOf(used)) + 10)
    for (const { value } of final)
      for (const mop of value as unknown as readonly Mop[]) expect([mop[0], mop[2]]).toEqual(['r', null])
  })

  it('are repeated until they are ok', () => {
    let turn = 0
    const { load: used, ends } = toTheEnd(500, 'primary', () => (['fail', 'info', 'ok'] as const)[turn++ % 3] ?? 'ok')
    const read = keysOf(ends.filter(({ value }) => (value as unknown as readonly Mop[]).every(([f]) => f === 'r')))
    for (const key of keysOf(used)) expect(read).toContain(key)
  })

  it('are given up when the database is gone', () => {
    const { generator, final } = transactions(new Random(3), 'primary', { write: 'w' })
    const history = simulate(clients(phases(limit(10, generator), final)), { latency: 1e8, outcome: () => 'fail' })
    expect(history.length).toBeLessThan(1000)
  })

  it('go to the primary where others went to any node', () => {
    expect(toTheEnd(10, 'any-node').final[0]?.f).toBe('reads-from-primary')
  })
})
