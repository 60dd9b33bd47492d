import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { MS } from '../../src/op/time.ts'
import { Deadlines } from '../../src/runner/deadlines.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function worker(name: string, expired: string[]) {
  const waiting = {
    deadline: Number.POSITIVE_INFINITY,
    expire: () => {
      waiting.deadline = Number.POSITIVE_INFINITY
      expired.push(name)
    },
  }
  return waiting
}

test('each worker expires at its own deadline, whichever was set first', () => {
  const expired: string[] = []
  const start = Date.now() // a run's clock begins at 0: nanoseconds since 1970 are beyond exact integers
  const now = () => (Date.now() - start) * MS
  const [a, b, c] = [worker('a', expired), worker('b', expired), worker('c', expired)]
  const deadlines = new Deadlines(now, [a, b, c])
  const wait = (who: typeof a, ms: number) => {
    who.deadline = now() + ms * MS
    deadlines.watch(who.deadline)
  }
  wait(a, 300)
  wait(b, 100)
  wait(c, 200)
  vi.advanceTimersByTime(99)
  expect(expired).toEqual([])
  vi.advanceTimersByTime(1)
  expect(expired).toEqual(['b'])
  c.deadline = Number.POSITIVE_INFINITY // answered
  wait(b, 400)
  vi.advanceTimersByTime(200)
  expect(expired).toEqual(['b', 'a'])
  deadlines.stop()
  expect(vi.getTimerCount()).toBe(0)
})

test('a deadline beyond the reach of timers is no deadline at once', () => {
  const expired: string[] = []
  const a = worker('a', expired)
  const deadlines = new Deadlines(() => 0, [a])
  a.deadline = 1e12 * MS
  deadlines.watch(a.deadline)
  vi.advanceTimersByTime(1000)
  expect(expired).toEqual([])
  deadlines.stop()
})
