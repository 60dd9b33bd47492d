import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { monotonic } from '../../../src/checkers/monotonic/index.ts'
import type { Json, Op } from '../../../src/op/op.ts'
import { counterHistories } from '../counters.ts'
import { check, history, type Row } from '../histories.ts'

interface Details {
  readonly counts: Record<string, number>
  readonly anomalies: readonly { type: string; count: number; ops: number[]; steps: string[] }[]
}

const judge = async (ops: readonly Op[], options: Record<string, Json> = {}) => {
  const result = await check(monotonic, ops, options)
  return { ...result, details: result.details as unknown as Details }
}

const increment = (process: number, result: number): Row[] => [
  { process, type: 'invoke', f: 'increment', key: 0 },
  { process, type: 'ok', f: 'increment', key: 0, value: result },
]
const read = (process: number, ...values: number[]): Row[] => [
  { process, type: 'invoke', f: 'read' },
  { process, type: 'ok', f: 'read', value: values.map((value, key) => [key, value]) },
]

describe('the session guarantees', () => {
  test.each([
    ['read-your-writes', increment(1, 3), read(1, 2)],
    ['monotonic-writes', increment(1, 3), increment(1, 3)],
    ['monotonic-reads', read(1, 3), read(1, 2)],
    ['writes-follow-reads', read(1, 3), increment(1, 3)],
  ])('%s', async (kind, first, then) => {
    const others = [...increment(7, 1), ...read(8, 0)]
    const { verdict, details } = await judge(history(...others, ...first, ...then))
    expect(verdict).toBe('invalid')
    expect(details.anomalies).toMatchObject([{ type: kind, count: 1, ops: [5, 7] }])
  })

  test.each([
    [increment(1, 3), read(1, 3)],
    [increment(1, 3), increment(1, 4)],
    [read(1, 3), read(1, 3)],
    [read(1, 3), increment(1, 4)],
    [increment(1, 3), read(2, 2)],
    [read(1, 1, 0), read(1, 1, 0)],
  ])('hold (%#)', async (first, then) => {
    expect((await judge(history(...increment(7, 1), ...first, ...then, ...read(8, 9)))).verdict).toBe('valid')
  })

  test('say which op contradicts which, and who promised what', async () => {
    const { summary } = await judge(history(...increment(1, 3), ...read(1, 2)), { expect: 'serializable' })
    expect(summary).toContain(
      'Op 3 (read) showed 2 for counter 0, when op 1 (increment) of the same process had shown 3.',
    )
    expect(summary).toContain('serializable, allows this; strong-session-snapshot-isolation would forbid it.')
  })
})

test('a stale read is told, and a violation only where it is forbidden', async () => {
  const ops = history(...increment(1, 3), ...read(2, 2))
  expect(await judge(ops)).toMatchObject({ verdict: 'valid', details: { counts: { 'stale-read': 1 } } })
  expect((await judge(ops, { linearizable: true })).details.anomalies).toMatchObject([
    { type: 'stale-read', ops: [1, 3] },
  ])
  const [begin, end] = read(2, 2) as [Row, Row]
  const concurrent = history(begin, ...increment(1, 3), end)
  expect((await judge(concurrent, { linearizable: true })).verdict).toBe('valid')
})

test('without reads or without increments nothing is proven', async () => {
  expect((await judge(history(...increment(1, 1)))).verdict).toBe('unknown')
  expect((await judge(history(...read(1, 1)))).verdict).toBe('unknown')
})

/** Every pair of ops, straight from the definitions: the ops that contradict one before. */
function oracle(ops: readonly Op[]): { own: number[]; stale: number[] } {
  const shown = (op: Op, key: number) =>
    op.f === 'read' ? (op.value as [number, number][])[key]?.[1] : op.key === key ? Number(op.value) : undefined
  const ok = ops.filter(({ type }) => type === 'ok')
  const begun = (op: Op) =>
    ops.findLast((each) => each.process === op.process && each.type === 'invoke' && each.index < op.index)
  const contradicts = (later: Op, earlier: Op) =>
    [0, 1].some((key) => {
      const [was, is] = [shown(earlier, key), shown(later, key)]
      return was !== undefined && is !== undefined && (later.f === 'read' ? is < was : is <= was)
    })
  const own = ok.filter((later) =>
    ok.some(
      (earlier) => earlier.index < later.index && earlier.process === later.process && contradicts(later, earlier),
    ),
  )
  const stale = ok.filter(
    (later) =>
      later.f === 'read' &&
      ok.some((earlier) => earlier.index < (begun(later)?.index ?? 0) && contradicts(later, earlier)),
  )
  return { own: own.map(({ index }) => index), stale: stale.map(({ index }) => index) }
}

test('whatever is answered, it finds what the definitions say', async () => {
  await fc.assert(
    fc.asyncProperty(counterHistories({ honest: false }), async (ops) => {
      const { verdict, details } = await judge(ops, { linearizable: true })
      const { own, stale } = oracle(ops)
      const { 'stale-read': staleReads = 0, ...guarantees } = details.counts
      expect(Object.values(guarantees).reduce((a, b) => a + b, 0)).toBe(own.length)
      expect(staleReads).toBe(stale.length)
      if (own.length + stale.length > 0) expect(verdict).toBe('invalid')
    }),
    { numRuns: 1000 },
  )
})

test('serial executions are never invalid; a read that is set back below the process’ own past always is', async () => {
  await fc.assert(
    fc.asyncProperty(counterHistories({ honest: true }), fc.nat(), async (ops, which) => {
      expect((await judge(ops, { linearizable: true })).verdict).not.toBe('invalid')
      const reads = ops.filter(({ f, type }) => f === 'read' && type === 'ok')
      const victim = reads[which % reads.length]
      const before = ops.find(
        ({ f, type, process, index, value }) =>
          f === 'increment' &&
          type === 'ok' &&
          process === victim?.process &&
          index < (victim?.index ?? 0) &&
          value !== null,
      )
      if (victim === undefined || before === undefined) return
      const value = [0, 1].map((key) => [key, key === before.key ? Number(before.value) - 1 : 99])
      const { verdict, details } = await judge(ops.map((op) => (op === victim ? { ...op, value } : op)))
      expect(verdict).toBe('invalid')
      expect(details.counts['read-your-writes'] ?? 0).toBeGreaterThan(0)
    }),
    { numRuns: 500 },
  )
})
