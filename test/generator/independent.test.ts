import { expect, test } from 'vitest'
import {
  clients,
  concurrentKeys,
  eachThread,
  iterate,
  limit,
  nemesis,
  onUpdate,
  perfect,
  repeat,
  sequentialKeys,
  simulate,
  type UpdateHandler,
} from '../../src/generator/index.ts'
import { rows } from './shape.ts'

const three = iterate((value) => (value < 3 ? { f: 'w', value } : null))

test('sequentialKeys goes through the keys one by one', () => {
  expect(rows(perfect(clients(sequentialKeys(['x', 'y'], () => three))), 'time', 'process', 'key', 'value')).toEqual([
    [0, 0, 'x', 0],
    [0, 1, 'x', 1],
    [10, 0, 'x', 2],
    [10, 1, 'y', 0],
    [20, 0, 'y', 1],
    [20, 1, 'y', 2],
  ])
})

test('concurrentKeys gives each group of threads a key, and the next when it is done', () => {
  const ops = perfect(
    concurrentKeys(2, ['k0', 'k1', 'k2', 'k3', 'k4'], () => three),
    { concurrency: 6 },
  )
  // Groups: threads 0 1, 2 3, 4 5.
  expect(rows(ops.slice(0, 6), 'time', 'process', 'key', 'value')).toEqual([
    [0, 0, 'k0', 0],
    [0, 2, 'k1', 0],
    [0, 4, 'k2', 0],
    [0, 1, 'k0', 1],
    [0, 3, 'k1', 1],
    [0, 5, 'k2', 1],
  ])
  expect(ops).toHaveLength(15)
  for (const key of ['k0', 'k1', 'k2', 'k3', 'k4']) {
    const mine = ops.filter((op) => 'key' in op && op.key === key)
    expect(rows(mine, 'value')).toEqual([[0], [1], [2]])
    const groups = new Set(mine.map((op) => Math.floor(Number(op.process) / 2)))
    expect(groups.size).toBe(1)
  }
})

test('concurrentKeys with eachThread inside does not deadlock', () => {
  const load = concurrentKeys(
    2,
    (i) => i,
    () => eachThread({ f: 'meow' }),
  )
  expect(rows(perfect(clients(limit(5, load))), 'time', 'key')).toEqual([
    [0, 0],
    [0, 0],
    [10, 1],
    [10, 1],
    [20, 2],
  ])
})

test('concurrentKeys leaves the nemesis alone', () => {
  const load = concurrentKeys(1, ['x'], () => three)
  expect(perfect(nemesis(load))).toEqual([])
  expect(perfect(load).every((op) => op.process !== 'nemesis')).toBe(true)
})

test('an answer to an op on the key before does not touch the key at work', () => {
  // Both threads work on one key; the ok of k0's last op comes when the group is at k1 already.
  const load = concurrentKeys(2, ['k0', 'k1'], (key) =>
    key === 'k0' ? [{ f: 'slow' }, { f: 'quick' }] : onUpdate(listen, repeat(6, { f: 'x' })),
  )
  const heard: unknown[] = []
  const listen: UpdateHandler = (generator, _, event) => {
    heard.push('key' in event && event.key)
    return generator
  }
  const history = simulate(load, { latency: (op) => ('f' in op && op.f === 'slow' ? 25 : 10) })
  expect(rows(history, 'time', 'f', 'type')).toContainEqual([25, 'slow', 'ok'])
  expect(new Set(heard)).toEqual(new Set(['k1']))
})

test('threads that cannot be divided into groups are refused', () => {
  expect(() =>
    perfect(
      concurrentKeys(2, ['x'], () => three),
      { concurrency: 5 },
    ),
  ).toThrow('5 client threads cannot be divided into groups of 2')
})

test('keys may be any value', () => {
  const ops = perfect(sequentialKeys([null, [1, 'a'], { b: 2 }], () => [{ f: 'r' }]))
  expect(rows(ops, 'key')).toEqual([[null], [[1, 'a']], [{ b: 2 }]])
})
