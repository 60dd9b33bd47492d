import { describe, expect, it } from 'vitest'
import {
  clients,
  type GeneratedOp,
  invocations,
  limit,
  type OpEvent,
  simulate,
  stagger,
} from '../../src/generator/index.ts'
import type { Json } from '../../src/op/op.ts'
import { defaultsOf } from '../../src/op/option.ts'
import { Random } from '../../src/op/random.ts'
import { MS, SECOND } from '../../src/op/time.ts'
import { threadsPerKey } from '../../workloads/register.ts'
import { workloads } from '../../workloads/registry.ts'
import type { WorkloadOptions } from '../../workloads/workload.ts'
import { FakeSystem } from './fake-system.ts'

function build(name: string, options: Partial<WorkloadOptions> & { seed?: number } = {}) {
  const { seed = 1, ...rest } = options
  const workload = workloads.find((candidate) => candidate.name === name)
  if (workload === undefined) throw new Error(`no workload ${name}`)
  const system = new FakeSystem()
  const own = defaultsOf(workload.options ?? [])
  const common = {
    nodes: ['n1', 'n2', 'n3'],
    concurrency: 10,
    reads: 'primary',
    writes: 'primary',
    system,
    options: own,
  } as const
  return workload.build({ random: new Random(seed), ...common, ...rest })
}

const isOp = (op: GeneratedOp): op is OpEvent => op.type !== 'log' && op.type !== 'sleep'
const asked = (history: readonly GeneratedOp[]) => invocations(history).filter(isOp)

/** So many ops at 500 a second, on as many threads as the workload was built for. */
function load(name: string, ops: number, options: Parameters<typeof build>[1] = {}, outcome?: 'ok' | 'fail' | 'info') {
  const { generator } = build(name, options)
  return asked(
    simulate(limit(ops, stagger(new Random(7), 2 * MS, generator)), {
      concurrency: options.concurrency ?? 10,
      latency: 3 * MS,
      ...(outcome !== undefined && { outcome: () => outcome }),
    }),
  )
}

describe('register', () => {
  it('reads, writes and compares values 0 to 4 of registers numbered from 0', () => {
    const ops = load('register', 2000)
    const small = (value: Json) => typeof value === 'number' && value >= 0 && value < 5
    for (const { f, value, key } of ops) {
      expect(Number.isInteger(key)).toBe(true)
      if (f === 'read') expect(value).toBe(null)
      else if (f === 'write') expect(small(value)).toBe(true)
      else expect([f, (value as Json[]).length, (value as Json[]).every(small)]).toEqual(['cas', 2, true])
    }
    const share = (f: string) => ops.filter((op) => op.f === f).length / ops.length
    expect(share('read')).toBeGreaterThan(0.3)
    expect(share('cas')).toBeGreaterThan(share('write'))
    expect(share('write')).toBeGreaterThan(0.1)
  })

  it('retires a key after 100 to 150 ops, at another count each', () => {
    const ops = load('register', 5000)
    const counts = new Map<Json, number>()
    for (const { key = null } of ops) counts.set(key, (counts.get(key) ?? 0) + 1)
    const retired = [...counts.values()].slice(0, -4)
    expect(retired.length).toBeGreaterThan(20)
    expect(Math.min(...retired)).toBeGreaterThanOrEqual(100)
    expect(Math.max(...retired)).toBeLessThanOrEqual(150)
    expect(new Set(retired).size).toBeGreaterThan(5)
  })

  it('retires a key after some twenty processes when every client crashes', () => {
    const ops = load('register', 1000, {}, 'info')
    const processes = new Map<Json, Set<unknown>>()
    for (const { key = null, process } of ops) processes.set(key, (processes.get(key) ?? new Set()).add(process))
    expect(processes.size).toBeGreaterThan(20)
    expect(Math.max(...[...processes.values()].map(({ size }) => size))).toBeLessThanOrEqual(20)
  })

  it('is the same for the same seed, and another for another', () => {
    const plan = (seed: number) => load('register', 300, { seed }).map(({ f, key, value }) => [f, key ?? null, value])
    expect(plan(3)).toEqual(plan(3))
    expect(plan(4)).not.toEqual(plan(3))
  })

  it('reads the first five keys again at the end, until each was read once, and gives up in the end', () => {
    const final = (outcome: 'ok' | 'fail') =>
      asked(
        simulate(clients(build('register').final ?? null), { concurrency: 4, latency: 9 * MS, outcome: () => outcome }),
      ).map(({ f, key }) => [f, key])
    expect(final('ok')).toEqual([0, 1, 2, 3, 4].map((key) => ['read', key]))
    expect(final('fail')).toHaveLength(100)
  })

  it.each([1, 2, 3, 5, 7, 10, 12, 30])('runs with %i threads', (concurrency) => {
    expect(load('register', 200, { concurrency })).toHaveLength(200)
  })

  it.each([
    [10, 3, 5],
    [12, 3, 6],
    [30, 3, 6],
    [5, 3, 5],
    [7, 3, 7],
    [1, 3, 1],
    [20, 5, 10],
  ])('divides %i threads on %i nodes into groups of %i', (concurrency, nodes, size) => {
    expect(threadsPerKey(concurrency, nodes)).toBe(size)
  })
})

describe('set', () => {
  it('adds each integer once and reads about once a second', () => {
    const ops = load('set', 5000)
    const adds = ops.filter(({ f }) => f === 'add').map(({ value }) => value)
    const reads = ops.filter(({ f }) => f === 'read')
    expect(adds).toEqual(adds.map((_, i) => i))
    const seconds = (ops.at(-1)?.time ?? 0) / SECOND
    expect(reads.length).toBeGreaterThan(seconds / 2)
    expect(reads.length).toBeLessThan(seconds * 2)
    expect(new Set(reads.map(({ process }) => process)).size).toBeGreaterThan(2)
    for (const { value } of reads) expect(value).toBe(null)
  })

  const final = (reads: 'primary' | 'any-node', outcome: (read: number) => 'ok' | 'fail') => {
    let read = 0
    const history = simulate(clients(build('set', { reads }).final ?? null), {
      concurrency: 4,
      latency: 10 * MS,
      outcome: (op) => (isOp(op) && op.f === 'read' ? outcome(read++) : 'ok'),
    })
    return asked(history).map(({ f }) => f)
  }

  it('ends with three reads', () => {
    expect(final('primary', () => 'ok')).toEqual(['read', 'read', 'read'])
  })

  it('repeats a final read until it is ok, and gives up in the end', () => {
    expect(final('primary', (read) => (read < 5 ? 'fail' : 'ok'))).toHaveLength(8)
    expect(final('primary', () => 'fail')).toHaveLength(120)
  })

  it('sends final reads to the primary where others went to any node', () => {
    expect(final('any-node', () => 'ok')).toEqual(['reads-from-primary', 'read', 'read', 'read'])
  })
})
