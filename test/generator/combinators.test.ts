import { describe, expect, test } from 'vitest'
import {
  andThen,
  any,
  clients,
  concurrencyLimit,
  cycle,
  eachProcess,
  eachThread,
  filter,
  flipFlop,
  fMap,
  ignoreUpdates,
  imperfect,
  iterate,
  limit,
  log,
  map,
  nemesis,
  once,
  onThreads,
  onUpdate,
  perfect,
  perfectInfo,
  perThread,
  phases,
  processLimit,
  quick,
  RunContext,
  repeat,
  reserve,
  shortestAny,
  simulate,
  sleep,
  synchronize,
  trace,
  untilOk,
} from '../../src/generator/index.ts'
import { column, rows } from './shape.ts'

const a = { f: 'a' }
const b = { f: 'b' }
const c = { f: 'c' }
const numbers = (f: string) => iterate((value) => ({ f, value }))

test('limit and once bound the number of ops', () => {
  expect(rows(quick(limit(2, repeat({ f: 'write', value: 1 }))), 'process', 'value')).toEqual([
    [0, 1],
    [1, 1],
  ])
  expect(quick(once(numbers('a')))).toHaveLength(1)
  expect(quick(limit(0, numbers('a')))).toEqual([])
})

test('limit does not count what is pending', () => {
  const busy = RunContext.start(1).busy(0, 0).busy('nemesis', 0)
  const [, then] = limit(1, a).op(busy) ?? []
  expect(then?.op(RunContext.start(1))?.[0]).toMatchObject(a)
})

test('repeat asks one state again and again', () => {
  expect(column(perfect(repeat(3, numbers('a'))), 'value')).toEqual([0, 0, 0])
  expect(perfect(limit(5, repeat(a)))).toHaveLength(5)
})

test('cycle begins anew when exhausted', () => {
  const round = phases(limit(3, repeat(a)), b)
  expect(rows(perfect(clients(cycle(2, round))), 'time', 'f')).toEqual([
    [0, 'a'],
    [0, 'a'],
    [10, 'a'],
    [20, 'b'],
    [30, 'a'],
    [30, 'a'],
    [40, 'a'],
    [50, 'b'],
  ])
  expect(perfect(limit(7, cycle([a, b])))).toHaveLength(7)
  expect(perfect(cycle(0, a))).toEqual([])
  expect(perfect(cycle([]))).toEqual([])
})

test('log lines and sleeps take a thread but no place among the ops', () => {
  const history = simulate(phases(log('first'), a, sleep(30), b))
  expect(history.filter((op) => op.type === 'log')).toMatchObject([{ message: 'first' }, { message: 'first' }])
  expect(rows(perfect(phases(log('first'), a, sleep(30), b)), 'f', 'time')).toEqual([
    ['a', 0],
    ['b', 40],
  ])
})

test('phases wait for every thread', () => {
  const ops = perfect(clients(phases(repeat(2, a), b, null, repeat(3, c))))
  expect(rows(ops, 'f', 'process', 'time')).toEqual([
    ['a', 0, 0],
    ['a', 1, 0],
    ['b', 0, 10],
    ['c', 0, 20],
    ['c', 1, 20],
    ['c', 0, 30],
  ])
  expect(perfect(phases())).toEqual([])
})

test('synchronize and andThen wait for the slowest', () => {
  const latency = (op: { process: unknown }) => (op.process === 0 ? 50 : 10)
  const times = (of: Parameters<typeof perfect>[0]) => rows(perfect(of, { latency }), 'f', 'time')
  expect(times(clients([repeat(2, a), synchronize(repeat(2, b))]))).toEqual([
    ['a', 0],
    ['a', 0],
    ['b', 50],
    ['b', 50],
  ])
  expect(times(clients(andThen(repeat(2, a), b)))).toEqual([
    ['a', 0],
    ['a', 0],
    ['b', 50],
  ])
})

test('clients, nemesis and onThreads keep ops to their threads', () => {
  expect(new Set(column(perfect(clients(limit(9, repeat(a)))), 'process'))).toEqual(new Set([0, 1]))
  expect(new Set(column(perfect(nemesis(limit(3, repeat(a)))), 'process'))).toEqual(new Set(['nemesis']))
  expect(new Set(column(perfect(onThreads((t) => t === 1, limit(3, repeat(a)))), 'process'))).toEqual(new Set([1]))
  const both = perfect(clients(limit(4, repeat(a)), limit(2, repeat(b))))
  expect(both.every((op) => (op.process === 'nemesis') === ('f' in op && op.f === 'b'))).toBe(true)
  expect(both).toHaveLength(6)
})

test('a generator without threads is exhausted instead of pending for ever', () => {
  expect(perfect(onThreads(() => false, a))).toEqual([])
  expect(perfect(nemesis(clients(a)))).toEqual([])
})

test('any takes from each in turn, and the soonest', () => {
  expect(column(quick(limit(6, any(repeat(a), repeat(b), repeat(c)))), 'f')).toEqual([...'abcabc'])
  const ops = quick(any({ ...a, time: 20 }, { ...b, time: 5 }, c))
  expect(rows(ops, 'f', 'time')).toEqual([
    ['c', 0],
    ['b', 5],
    ['a', 20],
  ])
})

test('shortestAny ends with the first that ends', () => {
  expect(column(quick(shortestAny(limit(2, repeat(a)), repeat(b))), 'f')).toEqual(['a', 'b', 'a'])
  expect(quick(shortestAny(null, a))).toEqual([])
})

test('eachThread gives every thread a copy', () => {
  expect(rows(perfect(eachThread([a, b])), 'time', 'process', 'f')).toEqual([
    [0, 0, 'a'],
    [0, 1, 'a'],
    [0, 'nemesis', 'a'],
    [10, 0, 'b'],
    [10, 1, 'b'],
    [10, 'nemesis', 'b'],
  ])
  expect(eachThread(limit(0, a)).op(RunContext.start(2))).toBeNull()
})

test('perThread gives every thread a generator of its own', () => {
  const ops = perfect(clients(perThread((thread) => [{ f: 'hello', value: thread }])))
  expect(rows(ops, 'process', 'value')).toEqual([
    [0, 0],
    [1, 1],
  ])
})

test('eachProcess begins anew with every process, eachThread does not', () => {
  const twice = limit(2, repeat(a))
  expect(rows(perfectInfo(clients(eachThread(twice))), 'process')).toEqual([[0], [1], [2], [3]])
  expect(rows(perfectInfo(clients(limit(6, eachProcess(twice)))), 'process')).toEqual([[0], [1], [2], [3], [4], [5]])
  expect(perfectInfo(clients(limit(50, eachProcess(once(a)))))).toHaveLength(50)
})

describe('reserve', () => {
  const three = reserve(
    [
      [2, numbers('a')],
      [3, numbers('b')],
    ],
    numbers('c'),
  )

  test('sets threads apart', () => {
    const ops = perfect(limit(15, three), { concurrency: 5 })
    expect(rows(ops, 'time', 'process', 'f', 'value').slice(0, 6)).toEqual([
      [0, 0, 'a', 0],
      [0, 2, 'b', 0],
      [0, 'nemesis', 'c', 0],
      [0, 1, 'a', 1],
      [0, 4, 'b', 1],
      [0, 3, 'b', 2],
    ])
    for (const [process, f] of rows(ops, 'process', 'f'))
      expect(f).toBe(process === 'nemesis' ? 'c' : Number(process) < 2 ? 'a' : 'b')
  })

  test('counts from the first thread that it has: nested', () => {
    const inner = reserve([[1, repeat(b)]], repeat(c))
    const ops = perfect(clients(limit(40, reserve([[2, repeat(a)]], inner))), { concurrency: 4 })
    const seen = new Set(rows(ops, 'process', 'f').map(([process, f]) => `${process}${f}`))
    expect([...seen].sort()).toEqual(['0a', '1a', '2b', '3c'])
  })

  test('ends when its parts have, though no thread is left for the rest', () => {
    expect(perfect(clients(reserve([[2, repeat(4, a)]], repeat(b))))).toHaveLength(4)
  })

  test('says how many threads it lacks', () => {
    expect(() => perfect(clients(reserve([[3, a]], b)))).toThrow('reserve asks for 3 threads, but there are 2')
  })
})

test('processLimit counts every process that was there', () => {
  expect(rows(perfectInfo(clients(processLimit(5, numbers('a')))), 'process', 'value')).toEqual([
    [0, 0],
    [1, 1],
    [2, 2],
    [3, 3],
    [4, 4],
  ])
})

test('concurrencyLimit keeps threads idle', () => {
  const history = simulate(limit(3, concurrencyLimit(1, clients(any(repeat(a), repeat(b))))))
  expect(column(history, 'type')).toEqual(['invoke', 'ok', 'invoke', 'ok', 'invoke', 'ok'])
  expect(quick(concurrencyLimit(0, a))).toEqual([])
})

test('untilOk repeats until an op of its own is ok', () => {
  expect(rows(imperfect(clients(limit(10, untilOk(repeat({ f: 'read' }))))), 'time', 'process', 'type')).toEqual([
    [0, 0, 'invoke'],
    [0, 1, 'invoke'],
    [10, 0, 'fail'],
    [10, 0, 'invoke'],
    [10, 1, 'fail'],
    [10, 1, 'invoke'],
    [20, 0, 'info'],
    [20, 2, 'invoke'],
    [20, 1, 'info'],
    [20, 3, 'invoke'],
    [30, 2, 'ok'],
    [30, 3, 'ok'],
  ])
})

test('untilOk is not fooled by an op that is not its own', () => {
  const outcome = (op: object) => ('f' in op && op.f === 'other' ? ('ok' as const) : ('fail' as const))
  const ops = simulate(clients(any(limit(4, untilOk(repeat(a))), limit(4, repeat({ f: 'other' })))), { outcome })
  expect(ops.filter((op) => 'f' in op && op.f === 'a' && op.type === 'invoke')).toHaveLength(4)
})

test('a list tells the current one only of events', () => {
  const types = ['fail', 'fail', 'ok', 'ok'] as const
  let n = 0
  const history = simulate(clients([untilOk(repeat({ f: 'read' })), { f: 'done' }]), {
    outcome: () => types[n++] ?? 'info',
  })
  expect(rows(history, 'time', 'f', 'type')).toEqual([
    [0, 'read', 'invoke'],
    [0, 'read', 'invoke'],
    [10, 'read', 'fail'],
    [10, 'read', 'invoke'],
    [10, 'read', 'fail'],
    [10, 'read', 'invoke'],
    [20, 'read', 'ok'],
    [20, 'done', 'invoke'],
    [20, 'read', 'ok'],
    [30, 'done', 'info'],
  ])
})

test('flipFlop alternates and stops with the one that is out of ops', () => {
  const ops = perfect(clients(limit(10, flipFlop(numbers('write'), [{ f: 'read' }, { f: 'finalize' }]))))
  expect(rows(ops, 'f', 'value')).toEqual([
    ['write', 0],
    ['read', null],
    ['write', 1],
    ['finalize', null],
    ['write', 2],
  ])
})

test('map, fMap and filter', () => {
  expect(perfect(map((op, context) => ({ ...op, value: context.time + 7 }), a))).toMatchObject([{ f: 'a', value: 7 }])
  expect(column(perfect(fMap({ a: 'b' }, [a, c])), 'f')).toEqual(['b', 'c'])
  const even = filter((op) => Number(op.value) % 2 === 0, limit(10, numbers('a')))
  expect(column(perfect(even), 'value')).toEqual([0, 2, 4, 6, 8])
  expect(quick(map((op) => ({ ...op, f: 'changed' }), log('as it is')))).toEqual([])
})

test('onUpdate decides how to go on after an event', () => {
  const switched = onUpdate((generator, _, event) => (event.type === 'ok' ? { f: 'confirm' } : generator), repeat(a))
  expect(column(perfect(clients(switched)), 'f')).toEqual(['a', 'a', 'confirm'])
})

test('a generator hears of events on its own threads only', () => {
  const heard = new Set<unknown>()
  const listening = onUpdate(
    (generator, context, event) => {
      heard.add(event.process)
      expect(context.threads.has(event.process as number)).toBe(true)
      return generator
    },
    repeat(4, a),
  )
  perfect(
    any(
      onThreads((thread) => thread === 1, listening),
      nemesis(repeat(4, b)),
      onThreads((t) => t === 0, repeat(4, c)),
    ),
  )
  expect([...heard]).toEqual([1])
})

test('ignoreUpdates hears nothing', () => {
  expect(perfect(clients(limit(5, ignoreUpdates(untilOk(repeat(a))))))).toHaveLength(5)
})

test('trace logs questions, answers and events', () => {
  const lines: string[] = []
  perfect(
    trace('T', (line) => lines.push(line), clients(a)),
    { concurrency: 1 },
  )
  expect(lines).toEqual([
    "T op at 0, free 0 nemesis: { type: 'invoke', f: 'a', value: null, process: 0, time: 0 }",
    "T update at 0: { type: 'invoke', f: 'a', value: null, process: 0, time: 0 }",
    'T op at 0, free nemesis: exhausted',
  ])
})
