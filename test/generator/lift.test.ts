import { expect, test } from 'vitest'
import { concat, iterate, type Liftable, lift, limit, perfect, quick, RunContext } from '../../src/generator/index.ts'
import { column } from './shape.ts'

test('null has no ops', () => {
  expect(perfect(null)).toEqual([])
})

test('an op is asked once, with its process, time and type filled in', () => {
  expect(perfect({ f: 'write', key: 'x', value: 1 })).toEqual([
    { time: 0, process: 0, type: 'invoke', f: 'write', key: 'x', value: 1 },
  ])
  expect(perfect({ f: 'read' })).toEqual([{ time: 0, process: 0, type: 'invoke', f: 'read', value: null }])
})

test('an op of the nemesis is an info both ways', () => {
  expect(perfect({ f: 'kill', process: 'nemesis' })).toMatchObject([{ process: 'nemesis', type: 'info' }])
})

test('ops go to all threads at once, then in turn as they come free', () => {
  const ops = perfect(Array.from({ length: 6 }, () => ({ f: 'write' })))
  expect(ops.map((op) => [op.time, op.process])).toEqual([
    [0, 0],
    [0, 1],
    [0, 'nemesis'],
    [10, 0],
    [10, 1],
    [10, 'nemesis'],
  ])
})

test('with all threads busy an op is pending and stays', () => {
  const busy = RunContext.start(1).busy(0, 0).busy('nemesis', 0)
  const generator = lift({ f: 'write' })
  expect(generator.op(busy)).toEqual(['pending', generator])
})

test('an op may wait for its process', () => {
  const ops = perfect([
    { f: 'a', process: 1 },
    { f: 'b', process: 1 },
  ])
  expect(ops.map((op) => [op.time, op.process])).toEqual([
    [0, 1],
    [10, 1],
  ])
})

test('a process that no thread runs is refused by name', () => {
  expect(() => perfect({ f: 'read', process: 7 })).toThrow('Op read asks for process 7')
})

test('lists go in order, however deep', () => {
  const list: Liftable = [[{ f: '1' }, { f: '2' }], [], [[{ f: '3' }], null, { f: '4' }], { f: '5' }]
  expect(column(quick(list), 'f')).toEqual(['1', '2', '3', '4', '5'])
  expect(column(quick(concat([{ f: 'a' }, { f: 'b' }], limit(1, { f: 'c' }), { f: 'd' })), 'f')).toEqual([...'abcd'])
})

test('a function is called again when what it returned is exhausted, until it returns null', () => {
  let n = 0
  const ops = quick(() =>
    n++ < 3
      ? [
          { f: 'a', value: n },
          { f: 'b', value: n },
        ]
      : null,
  )
  expect(ops.map((op) => ('value' in op ? op.value : ''))).toEqual([1, 1, 2, 2, 3, 3])
  expect(quick(() => null)).toEqual([])
  expect(quick(() => [])).toEqual([])
})

test('a function sees the context', () => {
  const ops = perfect(limit(4, (context) => ({ f: 'x', value: [context.time, context.free.size] })))
  expect(column(ops, 'value')).toEqual([
    [0, 3],
    [0, 2],
    [0, 1],
    [10, 1],
  ])
})

test('iterate counts', () => {
  const ops = quick(iterate((n) => (n < 4 ? { f: 'add', value: n * n } : null)))
  expect(column(ops, 'value')).toEqual([0, 1, 4, 9])
})

test('what is no generator is refused with what may be written', () => {
  expect(() => lift(7 as unknown as Liftable)).toThrow('A generator cannot be made of number 7')
  expect(() => lift({ value: 1 } as unknown as Liftable)).toThrow('object {"value":1}')
})
