import { expect, test } from 'vitest'
import {
  any,
  clients,
  concurrentKeys,
  type Generator,
  iterate,
  limit,
  mix,
  onThreads,
  perfect,
  quick,
  RunContext,
  randomly,
  repeat,
  stagger,
  synchronize,
  weightedMix,
} from '../../src/generator/index.ts'
import { Random } from '../../src/op/random.ts'
import { SECOND } from '../../src/op/time.ts'
import { column, count } from './shape.ts'

const a = { f: 'a' }
const b = { f: 'b' }

test('mix takes from all until all are exhausted, in random order', () => {
  const fs = column(perfect(mix(new Random(1), [repeat(50, a), null, repeat(100, b)])), 'f')
  expect(Object.fromEntries(count(fs))).toEqual({ a: 50, b: 100 })
  expect(fs.join('')).not.toContain('a'.repeat(50))
  expect(perfect(mix(new Random(1), [null]))).toEqual([])
})

test('mix is fair, weightedMix is as told', () => {
  const fair = count(column(quick(limit(4000, mix(new Random(2), [repeat(a), repeat(b)]))), 'f'))
  expect(Math.abs((fair.get('a') ?? 0) - 2000)).toBeLessThan(200)
  const told = weightedMix(new Random(3), [
    [3, repeat(a)],
    [1, repeat(b)],
  ])
  const weighted = count(column(quick(limit(4000, told)), 'f'))
  expect(Math.abs((weighted.get('a') ?? 0) - 3000)).toBeLessThan(200)
})

test('mix does not stall on a pending generator', () => {
  // In Jepsen a mix that has chosen the pending one waits, for ever if nothing else runs.
  const never: Generator = { op: () => ['pending', never], update: () => never }
  expect(column(perfect(limit(5, mix(new Random(1), [never, repeat(a), never, never]))), 'f')).toEqual([...'aaaaa'])
  const blocked = onThreads((thread) => thread === 0, synchronize(repeat(a)))
  const fs = column(perfect(clients(limit(20, mix(new Random(1), [blocked, repeat(b)])))), 'f')
  expect(fs).toHaveLength(20)
  expect(new Set(fs)).toEqual(new Set(['a', 'b']))
})

test('randomly draws anew for each op, the same ones for a seed', () => {
  const values = (seed: number) =>
    column(
      quick(
        limit(
          30,
          randomly(new Random(seed), (draw) => ({ f: 'write', value: draw.int(1000) })),
        ),
      ),
      'value',
    )
  expect(values(1)).toEqual(values(1))
  expect(values(1)).not.toEqual(values(2))
  expect(new Set(values(1)).size).toBeGreaterThan(25)
})

test('randomly may build generators that are random themselves', () => {
  const bursts = randomly(new Random(5), (draw) => limit(draw.int(3) + 1, mix(draw, [repeat(a), repeat(b)])))
  const fs = column(quick(limit(200, bursts)), 'f')
  expect(fs).toHaveLength(200)
  expect(new Set(fs)).toEqual(new Set(['a', 'b']))
})

test('stagger keeps the rate, whatever the latency', () => {
  const n = 1000
  const mean = 20
  const ops = perfect(stagger(new Random(7), mean, limit(n, repeat(a))))
  const last = ops.at(-1)?.time ?? 0
  expect(last / n).toBeGreaterThan(mean * 0.9)
  expect(last / n).toBeLessThan(mean * 1.1)
})

test('two staggers side by side do not starve each other', () => {
  const both = any(stagger(new Random(1), 3 * SECOND, repeat(a)), stagger(new Random(2), 5 * SECOND, repeat(b)))
  const ops = perfect(clients(limit(1000, both)))
  const mean = (f: string) => {
    const times = ops.filter((op) => 'f' in op && op.f === f).map((op) => op.time)
    return ((times.at(-1) ?? 0) - (times[0] ?? 0)) / (times.length - 1) / SECOND
  }
  expect(mean('a')).toBeGreaterThan(2.5)
  expect(mean('a')).toBeLessThan(3.5)
  expect(mean('b')).toBeGreaterThan(4.5)
  expect(mean('b')).toBeLessThan(5.5)
})

test('which ops come does not depend on how long they take', () => {
  const random = () => new Random(11)
  const load = () => {
    const one = random()
    return clients(
      limit(
        200,
        mix(one, [
          iterate((value) => ({ f: 'add', value })),
          randomly(one, (draw) => ({ f: 'write', value: draw.int(9) })),
          { f: 'once' },
        ]),
      ),
    )
  }
  const ops = (latency: number | ((op: object) => number)) =>
    perfect(load(), { latency, concurrency: 5 }).map((op) => ('f' in op ? [op.f, op.value] : []))
  expect(ops(10)).toEqual(ops(0))
  expect(ops((op) => ('f' in op && op.f === 'add' ? 1000 : 3))).toEqual(ops(10))
})

test('a key that is asked for again is not built again', () => {
  const random = new Random(3)
  let built = 0
  const make = () => {
    built++
    return randomly(random, (draw) => ({ f: 'write', value: draw.int(1e9) }))
  }
  const context = RunContext.start(2)
  const generator = concurrentKeys(1, (i) => i, make)
  expect(generator.op(context)?.[0]).toEqual(generator.op(context.at(0))?.[0])
  expect(built).toBe(2)
})

test('keys are built once and in order, so that they may fork a common stream', () => {
  const built: unknown[] = []
  const load = (random: Random) =>
    concurrentKeys(
      2,
      (i) => i,
      (key) => {
        built.push(key)
        return limit(
          5,
          randomly(random, (draw) => ({ f: 'write', value: draw.int(100) })),
        )
      },
    )
  const byKey = (latency: number) => {
    const values: Record<string, unknown[]> = {}
    for (const op of perfect(limit(200, load(new Random(3))), { latency, concurrency: 6 }))
      if ('key' in op) values[String(op.key)] = [...(values[String(op.key)] ?? []), op.value]
    return values
  }
  const slow = byKey(50)
  expect(built).toEqual(built.map((_, i) => i))
  expect(byKey(1)).toMatchObject(slow)
})
