import { expect, test } from 'vitest'
import { MS } from '../../src/op/time.ts'
import { patience } from '../../src/runner/patience.ts'

const take = (to: ReturnType<typeof patience>, ms: number, times: number) => {
  for (let n = 0; n < times; n++) to.took(ms * MS)
}

test('fixed is fixed', () => {
  const fixed = patience({ kind: 'fixed', ms: 300 })
  take(fixed, 1, 1000)
  expect([fixed.forAnswer, fixed.forConnection]).toEqual([300 * MS, 300 * MS])
})

test('adaptive begins with its upper bound and comes to twice the 99th percentile', () => {
  const adaptive = patience({ kind: 'adaptive', minMs: 10, maxMs: 1000 })
  expect(adaptive.forAnswer).toBe(1000 * MS)
  take(adaptive, 20, 512)
  expect(adaptive.forAnswer).toBe(40 * MS)
  take(adaptive, 100, 64)
  expect(adaptive.forAnswer).toBe(200 * MS)
  expect(adaptive.forConnection).toBe(1000 * MS)
})

test('adaptive keeps to its bounds', () => {
  const adaptive = patience({ kind: 'adaptive', minMs: 10, maxMs: 1000 })
  take(adaptive, 0.1, 512)
  expect(adaptive.forAnswer).toBe(10 * MS)
  take(adaptive, 800, 512)
  expect(adaptive.forAnswer).toBe(1000 * MS)
})

test('adaptive gives a database that has become slow more time: what timed out counts', () => {
  const adaptive = patience({ kind: 'adaptive', minMs: 10, maxMs: 1000 })
  take(adaptive, 1, 512)
  for (let n = 0; n < 2000 && adaptive.forAnswer < 300 * MS; n++) adaptive.took(adaptive.forAnswer)
  expect(adaptive.forAnswer).toBeGreaterThanOrEqual(300 * MS)
})
