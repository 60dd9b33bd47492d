import fc from 'fast-check'
import { expect, test } from 'vitest'
import { outcome, pair } from '../../src/history/pair.ts'
import { historyArbitrary } from './arbitrary.ts'
import { op } from './files.ts'

test('pairs by process, in the order of invocation; what has no completion is info', () => {
  const ops = [
    op(0, { process: 0 }),
    op(1, { process: 1 }),
    op(2, { process: 2 }),
    op(3, { process: 1, type: 'fail' }),
    op(4, { process: 0, type: 'ok' }),
    op(5, { process: 0 }),
    op(6, { process: 0, type: 'info' }),
  ]
  const pairs = pair(ops)
  expect(pairs.map(({ invoke, complete }) => [invoke.index, complete?.index])).toEqual([
    [0, 4],
    [1, 3],
    [2, undefined],
    [5, 6],
  ])
  expect(pairs.map(outcome)).toEqual(['ok', 'fail', 'info', 'info'])
})

test('the nemesis pairs invoke with its completion, or two infos of one f', () => {
  const nemesis = { process: 'nemesis', f: 'kill' } as const
  const ours = pair([op(0, nemesis), op(1, { ...nemesis, type: 'info' })])
  expect(ours.map(({ invoke, complete }) => [invoke.index, complete?.index])).toEqual([[0, 1]])
  const theirs = pair([0, 1, 2].map((i) => op(i, { ...nemesis, type: 'info', f: i === 2 ? 'start' : 'kill' })))
  expect(theirs.map(({ invoke, complete }) => [invoke.index, complete?.index])).toEqual([
    [0, 1],
    [2, undefined],
  ])
})

test('steps that a target records while a nemesis op is open stand alone', () => {
  const nemesis = { process: 'nemesis' } as const
  const ops = [
    op(0, { ...nemesis, f: 'failover' }),
    op(1, { ...nemesis, f: 'promote', type: 'info' }),
    op(2, { ...nemesis, f: 'promote', type: 'info' }),
    op(3, { ...nemesis, f: 'failover', type: 'info' }),
  ]
  expect(pair(ops).map(({ invoke, complete }) => [invoke.index, complete?.index])).toEqual([
    [0, 3],
    [1, undefined],
    [2, undefined],
  ])
})

test('every op is in exactly one pair', () => {
  fc.assert(
    fc.property(historyArbitrary, (ops) => {
      const seen = pair(ops).flatMap(({ invoke, complete }) => (complete === undefined ? [invoke] : [invoke, complete]))
      expect(seen.sort((a, b) => a.index - b.index)).toEqual(ops)
    }),
  )
})
