import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { opColumns } from '../../reports/model/columns.ts'
import { bucket, bucketWidth } from '../../reports/viewer/buckets.ts'
import { type RunData, unpack } from '../../reports/viewer/data.ts'
import { everything, mask, readProcesses } from '../../reports/viewer/filter.ts'
import { readPlace, writePlace } from '../../reports/viewer/hash.ts'
import { pan, reveal, type Span, ticks, tickText, within, zoom } from '../../reports/viewer/span.ts'
import { pair } from '../../src/history/pair.ts'
import { syntheticRun } from './synthetic.ts'

function unpacked(): { run: RunData; calls: ReturnType<typeof pair> } {
  const { history, test } = syntheticRun({ ops: 2000 })
  const calls = pair(history).filter(({ invoke }) => invoke.process !== 'nemesis')
  const run = unpack({
    end: Math.round((history.at(-1)?.time ?? 0) / 1000),
    nodes: test.nodes,
    concurrency: test.concurrency,
    ops: opColumns(calls, test.nodes, 200),
    faults: [],
    steps: [],
    roles: [],
    lag: { node: [], at: [], bytes: [] },
    weights: { ok: 1, other: 1 },
    found: [calls[7]?.invoke.index ?? 0],
  })
  return { run, calls }
}

const { run, calls } = unpacked()

describe('columns', () => {
  test('hold every op as it was', () => {
    const { ops } = run
    calls.forEach(({ invoke, complete }, i) => {
      expect([ops.index[i], ops.process[i], ops.at[i]]).toEqual([
        invoke.index,
        invoke.process,
        Math.round(invoke.time / 1000),
      ])
      expect(ops.done[i]).toBe(complete?.index ?? -1)
      expect(run.fs[ops.f[i] ?? 0]).toBe(invoke.f)
      expect(run.nodes[ops.node[i] ?? -1]).toBe(complete?.node)
      expect(run.errors[ops.error[i] ?? -1]?.kind).toBe(complete?.error?.kind)
    })
    expect(run.found).toEqual([7])
  })

  test('lanes hold each op once, in order, one thread a lane', () => {
    const positions = run.lanes.flatMap((lane) => [...lane])
    expect(positions.toSorted((a, b) => a - b)).toEqual([...Array(run.ops.count).keys()])
    run.lanes.forEach((lane, thread) => {
      for (const position of lane) expect((run.ops.process[position] ?? 0) % 10).toBe(thread)
    })
  })
})

describe('buckets', () => {
  const all = mask(run.ops, everything(run))

  test('count every completion once, at any width', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1000, max: run.end }), (width) => {
        const buckets = bucket(run.ops, all, { from: 0, to: run.end }, width)
        const sum = (counts: Float64Array): number => counts.reduce((a, b) => a + b, 0)
        const total = sum(buckets.ok) + sum(buckets.fail) + sum(buckets.info)
        expect(total).toBe(calls.filter(({ complete }) => complete !== undefined).length)
        expect(buckets.total).toBe(total)
      }),
      { numRuns: 30 },
    )
  })

  test('quantiles are right to 7 %', () => {
    const buckets = bucket(run.ops, all, { from: 0, to: run.end }, run.end + 1)
    const latencies = calls
      .flatMap(({ invoke, complete }) => (complete === undefined ? [] : [(complete.time - invoke.time) / 1000]))
      .sort((a, b) => a - b)
    for (const q of [0.5, 0.95, 0.99, 1]) {
      const exact = latencies[Math.ceil(latencies.length * q) - 1] ?? 0
      expect(Math.abs(buckets.latency(0, q) / exact - 1)).toBeLessThan(0.07)
    }
  })

  test('do not move when the window does', () => {
    const width = bucketWidth(run.ops, { from: 0, to: 1e6 }, 900, 4)
    const left = bucket(run.ops, all, { from: 3e6, to: 5e6 }, width)
    const right = bucket(run.ops, all, { from: 3.2e6, to: 5.2e6 }, width)
    expect((right.from - left.from) % width).toBe(0)
  })
})

describe('window', () => {
  const spans = fc.tuple(fc.nat(1e7), fc.nat(1e7)).map(([a, b]): Span => ({ from: Math.min(a, b), to: Math.max(a, b) }))

  test('stays inside the run, whatever is done to it', () => {
    fc.assert(
      fc.property(
        spans,
        fc.double({ min: 0.1, max: 10, noNaN: true }),
        fc.integer({ min: -1e7, max: 1e7 }),
        (span, factor, by) => {
          const end = 1e7
          for (const next of [
            within(span, end),
            pan(span, by, end),
            zoom(within(span, end), factor, span.from, end),
            reveal(within(span, end), 5e6, 6e6, end),
          ]) {
            expect(next.from).toBeGreaterThanOrEqual(0)
            expect(next.to).toBeLessThanOrEqual(end + 1e-6)
            expect(next.to).toBeGreaterThan(next.from)
          }
        },
      ),
    )
  })

  test('zoom keeps what is under the pointer', () => {
    const { from, to } = zoom({ from: 0, to: 1000 }, 0.5, 250, 1e6)
    expect([from, to]).toEqual([125, 625])
  })

  test('labels of neighbouring grid lines differ', () => {
    fc.assert(
      fc.property(fc.nat(1e7), fc.integer({ min: 30, max: 1e7 }), (from, length) => {
        const span = { from, to: from + length }
        const texts = ticks(span, 10).map((at) => tickText(at, span))
        expect(new Set(texts).size).toBe(texts.length)
      }),
    )
  })
})

describe('links', () => {
  test('come back as they were written', () => {
    fc.assert(
      fc.property(
        fc.option(fc.nat(), { nil: undefined }),
        fc.nat(1e9),
        fc.integer({ min: 1, max: 1e9 }),
        (op, from, length) => {
          const place = { ...(op !== undefined && { op }), span: { from, to: from + length } }
          expect(readPlace(writePlace(place))).toEqual(place)
        },
      ),
    )
  })

  test.each(['', '#evidence', '#op=', '#op=-1', '#op=<script>', '#t=5', '#t=a-b'])('%s points at no op', (hash) => {
    expect(readPlace(hash)).toBeUndefined()
  })

  test('a window that ends before it begins is none', () => {
    expect(readPlace('#op=3&t=9-2')).toEqual({ op: 3 })
  })
})

describe('filters', () => {
  test('by outcome, f, process and finding', () => {
    const base = everything(run)
    const kept = (filter: Partial<typeof base>): number[] => {
      const passes = mask(run.ops, { ...base, ...filter })
      return [...passes.keys()].filter((i) => passes[i] === 1)
    }
    expect(kept({}).length).toBe(calls.length)
    expect(kept({ foundOnly: true })).toEqual([7])
    expect(kept({ types: new Set([1]) }).length).toBe(calls.filter(({ complete }) => complete?.type === 'fail').length)
    expect(kept({ processes: new Set([3]) }).every((i) => calls[i]?.invoke.process === 3)).toBe(true)
    expect(kept({ fs: new Set() })).toEqual([])
  })

  test('processes are written as lists and ranges', () => {
    expect([...readProcesses('3, 13 20-22')]).toEqual([3, 13, 20, 21, 22])
    expect([...readProcesses('x')]).toEqual([])
  })
})
