import { expect, test } from 'vitest'
import { availability } from '../../../src/checkers/availability/index.ts'
import { longestGap } from '../../../src/checkers/availability/longest-gap.ts'
import type { Op } from '../../../src/op/op.ts'
import { check } from '../histories.ts'

const second = 1e9

/** When (seconds), who, what. */
type Row = [at: number, process: number, type: Op['type']]

function at(...rows: readonly Row[]): Op[] {
  return rows.map(([time, process, type], index) => ({
    index,
    time: time * second,
    process,
    type,
    f: 'read',
    value: null,
    ...(type === 'invoke' ? {} : { node: `n${process + 1}` }),
    ...(type === 'fail' ? { error: { kind: 'no-client', message: 'refused' } } : {}),
  }))
}

test('share of what was served by second and by node', async () => {
  const ops = at(
    [0, 0, 'invoke'],
    [0.5, 0, 'ok'],
    [1, 0, 'invoke'],
    [1.2, 1, 'invoke'],
    [1.5, 0, 'fail'],
    [2.1, 1, 'ok'],
  )
  const { verdict, details, checked, summary } = await check(availability, ops)
  expect(verdict).toBe('valid')
  expect(checked).toEqual({ completions: 3, served: 2 })
  expect(summary).toMatch(/^66.6 % of 3 operations were served/)
  expect(details).toMatchObject({
    buckets: { width: second, served: [1, 0, 1], all: [1, 1, 1] },
    nodes: {
      n1: { served: 1, all: 2, share: 0.5, buckets: { served: [1, 0, 0], all: [1, 1, 0] } },
      n2: { served: 1, all: 1, share: 1 },
    },
  })
})

test('a refusal without error is an answer: a compare-and-set that found another value', async () => {
  const refused = at([0, 0, 'invoke'], [1, 0, 'fail']).map(({ error: _, ...op }) => op)
  expect((await check(availability, refused)).summary).toMatch(/^100 % of 1 operations were served/)
})

test('nothing completed, nothing known', async () => {
  expect((await check(availability, [])).verdict).toBe('unknown')
  expect((await check(availability, at([0, 0, 'invoke']))).verdict).toBe('unknown')
})

test('a long run has wider buckets, not more', async () => {
  const { details } = await check(availability, at([0, 0, 'invoke'], [3600 * 10, 0, 'ok']))
  const { buckets } = details as unknown as { buckets: { width: number; all: number[] } }
  expect(buckets.width).toBe(10 * second)
  expect(buckets.all.length).toBeLessThanOrEqual(3601)
})

test('the longest outage counts waiting, not silence', () => {
  const gap = (...rows: readonly Row[]) => {
    const found = longestGap(at(...rows))
    return found && [found.from / second, found.to / second]
  }
  expect(gap()).toBeUndefined()
  expect(gap([0, 0, 'invoke'], [1, 0, 'ok'], [60, 0, 'invoke'], [62, 0, 'ok'])).toEqual([60, 62]) // idle in between
  expect(gap([0, 0, 'invoke'], [1, 0, 'fail'], [3, 0, 'invoke'], [4, 0, 'ok'])).toEqual([0, 4]) // a failure is no answer
  expect(gap([0, 0, 'invoke'], [0, 1, 'invoke'], [1, 0, 'ok'], [9, 1, 'ok'])).toEqual([1, 9]) // one still waits
  expect(gap([0, 0, 'invoke'], [1, 0, 'ok'], [2, 0, 'invoke'], [7, 0, 'info'])).toEqual([2, 7]) // until the end
  expect(gap([0, 0, 'invoke'], [5, 1, 'invoke'])).toEqual([0, 5]) // never any
})
