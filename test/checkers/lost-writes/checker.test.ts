import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { lostWrites } from '../../../src/checkers/lost-writes/index.ts'
import { readHistory } from '../../../src/history/read.ts'
import type { Json, Op } from '../../../src/op/op.ts'
import { call, check, history, type Row, wildSet } from '../histories.ts'
import { setOracle } from './set-oracle.ts'

interface Details {
  counts: Record<string, number>
  lost: Record<string, Json>[]
  vanished: { element: Json }[]
  unconfirmed: { element: Json }[]
  stale: Record<string, Json>[]
  recovered: Json[]
  neverRead: Json[]
  duplicated: { element: Json; copies: number }[]
  unexpected: { element: Json; why: string }[]
  stableLatencies: Record<string, number> | null
  lostLatencies: Record<string, number> | null
}

async function judge(ops: readonly Op[], options: Record<string, Json> = {}) {
  const result = await check(lostWrites, ops, options)
  return { ...result, details: result.details as unknown as Details }
}

const elements = (entries: readonly { element?: Json }[]) => entries.map(({ element }) => element as Json)
const sorted = (values: readonly Json[]) => [...values].sort((a, b) => Number(a) - Number(b))

test('agrees with the definitions on wild histories', async () => {
  await fc.assert(
    fc.asyncProperty(wildSet, async (ops) => {
      const { verdict, details, checked } = await judge(ops)
      const oracle = setOracle(ops)
      expect({
        lost: sorted(elements(details.lost)),
        vanished: sorted(elements(details.vanished)),
        unconfirmed: sorted(elements(details.unconfirmed)),
        stale: sorted(elements(details.stale)),
        recovered: sorted(details.recovered),
        neverRead: sorted(details.neverRead),
        duplicated: sorted(elements(details.duplicated)),
        unexpected: sorted(elements(details.unexpected)),
        verdict,
      }).toEqual(Object.fromEntries(Object.entries(oracle).map(([k, v]) => [k, Array.isArray(v) ? sorted(v) : v])))
      for (const [kind, count] of Object.entries(details.counts)) {
        const of = oracle[kind as keyof typeof oracle]
        if (Array.isArray(of)) expect([kind, count]).toEqual([kind, of.length])
      }
      expect(checked.attempted).toBe(details.counts.attempted)
    }),
    { numRuns: 3000 },
  )
})

/** Acknowledged 0..n−1 with a read after each, then a final read of all. */
function sound(n: number): Op[] {
  const rows = Array.from({ length: n }, (_, i) => [
    ...call(i % 3, 'add', i),
    ...call(
      3,
      'read',
      null,
      'ok',
      Array.from({ length: i + 1 }, (_, j) => j),
    ),
  ])
  return history(...rows.flat())
}

function lastRead(ops: readonly Op[], change: (list: readonly Json[]) => readonly Json[]): Op[] {
  const at = ops.length - 1
  return ops.map((op, i) => (i === at ? { ...op, value: change(op.value as readonly Json[]) } : op))
}

describe('a sound history, and what becomes of it', () => {
  const size = fc.integer({ min: 2, max: 12 })
  const sized = size.chain((n) => fc.tuple(fc.constant(n), fc.nat(n - 2))) // any element but the last

  test('is valid, with its evidence', async () => {
    const { verdict, summary, checked, details } = await judge(sound(1200))
    expect(verdict).toBe('valid')
    expect(summary).toBe('Checked 1,200 acknowledged writes: none was lost.')
    expect(checked).toEqual({ attempted: 1200, acknowledged: 1200, present: 1200, reads: 1200, finalReads: 1 })
    expect(details.stableLatencies).toEqual({ 0: 0, 0.5: 0, 0.95: 0, 0.99: 0, 1: 0 })
  })

  test('an element dropped from the final read is lost, and its story is told', async () => {
    await fc.assert(
      fc.asyncProperty(sized, async ([n, victim]) => {
        const { verdict, summary, details } = await judge(
          lastRead(sound(n), (list) => list.filter((v) => v !== victim)),
        )
        expect(verdict).toBe('invalid')
        expect(summary).toBe(`Checked ${n} acknowledged writes: 1 was lost.`)
        expect(details.lost).toEqual([
          {
            element: victim,
            op: victim * 4,
            process: victim % 3,
            node: `n${victim % 3}`,
            invokedAt: victim * 4e6,
            acknowledgedAt: (victim * 4 + 1) * 1e6,
            lastSeenAt: (4 * n - 5) * 1e6,
          },
        ])
        expect(details.counts).toMatchObject({ lost: 1, vanished: 0, stale: 0, present: n - 1 })
      }),
    )
  })

  test('an element that is there twice is duplicated', async () => {
    await fc.assert(
      fc.asyncProperty(sized, fc.integer({ min: 2, max: 4 }), async ([n, twin], copies) => {
        const extra = new Array<number>(copies - 1).fill(twin)
        const { verdict, details } = await judge(lastRead(sound(n), (list) => [...list, ...extra]))
        expect(verdict).toBe('invalid')
        expect(details.duplicated).toEqual([{ element: twin, op: twin * 4, copies }])
        expect(details.counts).toMatchObject({ lost: 0, duplicated: 1 })
      }),
    )
  })

  test('an element dropped from a read in between is stale: valid, unless the set must be linearizable', async () => {
    await fc.assert(
      fc.asyncProperty(sized, async ([n, victim]) => {
        const at = victim * 4 + 3
        const ops = sound(n).map((op, i) => (i === at ? { ...op, value: (op.value as number[]).slice(0, -1) } : op))
        const { verdict, details } = await judge(ops)
        expect(verdict).toBe('valid')
        expect(details.stale).toEqual([
          {
            element: victim,
            op: victim * 4,
            knownAt: (at - 2) * 1e6,
            missedBy: at - 1,
            missedAt: (at - 1) * 1e6,
            latency: 1e6,
          },
        ])
        expect(details.stableLatencies?.['1']).toBe(1e6)
        expect((await judge(ops, { linearizable: true })).verdict).toBe('invalid')
      }),
    )
  })

  test('with its acknowledgement moved behind the final read an element is not lost', async () => {
    const ops = history(
      { process: 0, type: 'invoke', f: 'add', value: 1 },
      ...call(1, 'add', 2),
      ...call(2, 'read', null, 'ok', [2]),
      { process: 0, type: 'ok', f: 'add', value: 1 },
    )
    const { verdict, details, summary } = await judge(ops)
    expect(verdict).toBe('unknown')
    expect(summary).toMatch(/no read began after the last of them/)
    expect(details.neverRead).toEqual([1])
  })

  test('with its acknowledgement turned into info or fail, a missing element is nothing to complain about', async () => {
    for (const type of ['info', 'fail'] as const) {
      const ops = history(...call(0, 'add', 1), ...call(1, 'add', 2, type), ...call(2, 'read', null, 'ok', [1]))
      expect(await judge(ops)).toMatchObject({ verdict: 'valid', details: { counts: { lost: 0, recovered: 0 } } })
    }
  })

  test('an info that is there is recovered, a fail that is there is unexpected', async () => {
    const with_ = (type: 'info' | 'fail') =>
      judge(history(...call(0, 'add', 1), ...call(1, 'add', 2, type), ...call(2, 'read', null, 'ok', [1, 2])))
    expect(await with_('info')).toMatchObject({ verdict: 'valid', details: { recovered: [2] } })
    expect(await with_('fail')).toMatchObject({
      verdict: 'invalid',
      details: { unexpected: [{ element: 2, read: 5, node: 'n2', why: 'its add failed' }] },
    })
  })

  test('an info that was seen and is gone has vanished', async () => {
    const ops = history(
      ...call(0, 'add', 1),
      ...call(1, 'add', 2, 'info'),
      ...call(2, 'read', null, 'ok', [1, 2]),
      ...call(2, 'read', null, 'ok', [1]),
    )
    const { verdict, summary, details } = await judge(ops)
    expect(verdict).toBe('invalid')
    expect(summary).toMatch(/1 unacknowledged write was seen and then vanished/)
    expect(elements(details.vanished)).toEqual([2])
  })

  test('an element that nobody added is unexpected', async () => {
    const { verdict, details } = await judge(lastRead(sound(3), (list) => [...list, 99]))
    expect(verdict).toBe('invalid')
    expect(details.unexpected).toMatchObject([{ element: 99, why: 'never attempted' }])
  })

  test('a read that overlaps the one that misses an element saves it', async () => {
    const ops = history(
      ...call(0, 'add', 1),
      { process: 1, type: 'invoke', f: 'read' },
      ...call(2, 'read', null, 'ok', []),
      { process: 1, type: 'ok', f: 'read', value: [1] },
    )
    expect(await judge(ops)).toMatchObject({ verdict: 'valid', details: { counts: { lost: 0, stale: 1 } } })
  })
})

describe('without evidence nothing is valid', () => {
  const cases: [string, Op[], RegExp][] = [
    ['nothing at all', [], /nothing to lose/],
    ['reads alone', history(...call(0, 'read', null, 'ok', [])), /nothing to lose/],
    [
      'no acknowledgement',
      history(...call(0, 'add', 1, 'info'), ...call(1, 'read', null, 'ok', [1])),
      /nothing to lose/,
    ],
    ['no read', history(...call(0, 'add', 1)), /no read succeeded/],
    ['only failed reads', history(...call(0, 'add', 1), ...call(1, 'read', null, 'fail')), /no read succeeded/],
    [
      'no read after the last add',
      history(...call(0, 'add', 1), ...call(1, 'read', null, 'ok', [1]), ...call(0, 'add', 2)),
      /no read began after/,
    ],
    [
      'missing, but not finally',
      history(...call(0, 'add', 1), ...call(1, 'read', null, 'ok', []), ...call(0, 'add', 2)),
      /1 write was missing from the last read/,
    ],
  ]
  test.each(cases)('%s', async (_, ops, summary) => {
    const result = await judge(ops)
    expect(result.verdict).toBe('unknown')
    expect(result.summary).toMatch(summary)
  })
})

test('sets by key are apart: each needs its final read, and an element of one is unexpected in another', async () => {
  const keyed = (key: string, rows: ReturnType<typeof call>) => rows.map((row) => ({ ...row, key }))
  const base = [
    ...keyed('a', call(0, 'add', 1)),
    ...keyed('b', call(1, 'add', 2)),
    ...keyed('a', call(0, 'read', null, 'ok', [1])),
  ]
  expect((await judge(history(...base))).verdict).toBe('unknown')
  expect((await judge(history(...base, ...keyed('b', call(1, 'read', null, 'ok', [2]))))).verdict).toBe('valid')
  const { details } = await judge(history(...base, ...keyed('b', call(1, 'read', null, 'ok', [1]))))
  expect(details.lost).toMatchObject([{ element: 2, key: 'b' }])
  expect(details.unexpected).toMatchObject([{ element: 1, key: 'b' }])
})

test('elements may be any value', async () => {
  const values: Json[] = ['1', 1, [1], { a: 1 }, null, true]
  const adds = values.flatMap((value) => call(0, 'add', value))
  expect((await judge(history(...adds, ...call(1, 'read', null, 'ok', values)))).verdict).toBe('valid')
  const { details } = await judge(history(...adds, ...call(1, 'read', null, 'ok', values.slice(1))))
  expect(elements(details.lost)).toEqual(['1'])
})

test('the nemesis’ ops are none of its business', async () => {
  const nemesis = { process: 'nemesis', type: 'info', f: 'read', value: [7] } as const
  expect(
    (await judge(history(nemesis, ...call(0, 'add', 1), nemesis, ...call(1, 'read', null, 'ok', [1])))).verdict,
  ).toBe('valid')
})

test('the recorded set-full history is invalid, as it was judged', async () => {
  const path = fileURLToPath(new URL('../../../../shared/histories/elle-cli/set_full.edn', import.meta.url))
  const { ops } = readHistory(path)
  expect((await judge(ops)).verdict).toBe('invalid')
})

test('100,000 adds with 100 growing reads are no matter; the list of losses is capped, its count is not', async () => {
  const rows: Row[] = []
  const present: number[] = []
  for (let i = 0; i < 100_000; i++) {
    rows.push(...call(i % 20, 'add', i))
    if (i >= 20_000) present.push(i)
    if (i % 1000 === 999) rows.push(...call(21, 'read', null, 'ok', [...present]))
  }
  const { verdict, details } = await judge(
    rows.map((row, index) => ({ index, time: index, process: 0, value: null, ...row })),
  )
  expect(verdict).toBe('invalid')
  expect(details.counts).toMatchObject({ attempted: 100_000, lost: 20_000, present: 80_000, stale: 0 })
  expect(details.lost).toHaveLength(10_000)
})
