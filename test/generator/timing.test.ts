import { expect, test } from 'vitest'
import {
  any,
  clients,
  cycleTimes,
  delay,
  iterate,
  limit,
  nemesis,
  perfect,
  RunContext,
  repeat,
  simulate,
  synchronize,
  timeLimit,
} from '../../src/generator/index.ts'
import { MS, SECOND } from '../../src/op/time.ts'
import { column, rows } from './shape.ts'

const a = { f: 'a' }
const b = { f: 'b' }
const numbers = (f: string) => iterate((value) => ({ f, value }))
const seconds = (ops: ReturnType<typeof perfect>) => ops.map((op) => op.time / SECOND)

test('delay spaces ops out, later where no thread is free', () => {
  // Due at 0, 3, 6, 9, 12; but every thread is busy from 6 to 10, so the rest moves on by one second.
  const ops = perfect(limit(5, delay(3 * SECOND, repeat(a))), { latency: 10 * SECOND })
  expect(rows(ops, 'process').map(([process], i) => [process, seconds(ops)[i]])).toEqual([
    [0, 0],
    [1, 3],
    ['nemesis', 6],
    [0, 10],
    [1, 13],
  ])
})

test('delay makes up for a few milliseconds, so that a late timer does not lower the rate', () => {
  let generator = delay(20 * MS, repeat(a))
  let context = RunContext.start(1)
  const due: number[] = []
  for (let n = 0; n < 4; n++) {
    const next = generator.op(context)
    if (next === null || next[0] === 'pending') throw new Error('no op')
    due.push(next[0].time / MS)
    generator = next[1]
    context = context.at(next[0].time + 3 * MS) // the runner comes back 3 ms late each time
    const late = generator.op(context)
    if (late === null || late[0] === 'pending') throw new Error('no op')
    context = context.at(late[0].time + 3 * MS)
  }
  expect(due).toEqual([0, 23, 43, 63])
})

test('timeLimit counts from its own first op and ends on time', () => {
  const ops = perfect([timeLimit(20, repeat(a)), timeLimit(10, repeat(b))])
  expect(rows(ops, 'time', 'f')).toEqual([
    [0, 'a'],
    [0, 'a'],
    [0, 'a'],
    [10, 'a'],
    [10, 'a'],
    [10, 'a'],
    [20, 'b'],
    [20, 'b'],
    [20, 'b'],
  ])
  expect(perfect(timeLimit(0, a))).toEqual([])
})

test('timeLimit ends a generator that is pending', () => {
  // The nemesis hangs: what waits for it would be pending beyond the limit.
  const stuck = timeLimit(100, [{ f: 'first' }, synchronize(a)])
  const latency = (op: object) => ('process' in op && op.process === 'nemesis' ? 1_000 : 10)
  const history = simulate(any(nemesis({ f: 'hang' }), clients(repeat(20, b)), stuck), { latency })
  expect(history.filter((op) => 'f' in op && op.f === 'a')).toEqual([])
})

test('cycleTimes rotates and keeps what each generator was at', () => {
  const ops = perfect(
    clients(
      cycleTimes(
        [5 * SECOND, delay(1 * SECOND, numbers('a'))],
        [10 * SECOND, limit(5, delay(3 * SECOND, numbers('b')))],
      ),
    ),
  )
  expect(seconds(ops)).toEqual([0, 1, 2, 3, 4, 5, 8, 11, 14, 15, 16, 17, 18, 19, 20])
  expect(column(ops, 'f').join('')).toBe('aaaaabbbbaaaaab')
  expect(column(ops, 'value')).toEqual([0, 1, 2, 3, 4, 0, 1, 2, 3, 5, 6, 7, 8, 9, 4])
  expect(perfect(cycleTimes())).toEqual([])
})

test('a generator that waits for ever is found out', () => {
  expect(() =>
    simulate({ op: () => ['pending', { op: () => null, update: (g) => g as never }], update: () => never }),
  ).toThrow('pending at 0 ns')
})

const never = { op: () => null, update: () => never }
