import type { Op } from '../../op/op.ts'
import type { Seen } from '../conclude.ts'
import { count, list } from '../text.ts'
import type { Counter, Counters } from './counters.ts'
import { confirmsBounds, confirmsSame } from './verify.ts'

/** What was found, with the first of each kind in words. */
export function seen({ all, last }: Counters, history: readonly Op[]): Seen[] {
  return [
    ...lostUpdates(all),
    ...(last === undefined ? [] : [...lostWrites(all, last, history), ...surplus(all, last, history)]),
  ]
}

function lostUpdates(all: readonly Counter[]): Seen[] {
  const clashes = all
    .flatMap(({ results }) => [...results.values()].filter((ops) => ops.length > 1))
    .sort(([, a], [, b]) => (a?.index ?? 0) - (b?.index ?? 0))
  const [first] = clashes
  if (first === undefined) return []
  const overwritten = clashes.reduce((sum, ops) => sum + ops.length - 1, 0)
  const increments = all.reduce((sum, { acknowledged }) => sum + acknowledged, 0)
  const ops = first.map(({ index }) => index)
  const result = Number(first[0]?.value)
  return [
    {
      type: 'lost-update',
      said: `${overwritten.toLocaleString('en-US')} of ${count(increments, 'increment')} came to a result that another had come to`,
      count: overwritten,
      example: `Increments ${list(ops.map(String))} of counter ${first[0]?.key} each read ${result - 1} and wrote ${result}: at most one of them is counted.`,
      ops,
      because: ['lost-update'],
      confirmed: clashes.every(confirmsSame),
    },
  ]
}

function lostWrites(all: readonly Counter[], last: Op, history: readonly Op[]): Seen[] {
  const gone = all.filter(({ left = 0, results }) => left < results.size)
  const [first] = gone
  if (first === undefined) return []
  const { key, left = 0, results } = first
  return [
    {
      type: 'lost-write',
      said: `${count(gone.length, 'counter')} ended below what acknowledged increments had made of ${gone.length === 1 ? 'it' : 'them'}`,
      count: gone.length,
      example: `Op ${last.index}, a read after everything, returned ${left} for counter ${key}, of which ok increments had made ${results.size} different numbers.`,
      ops: [last.index],
      because: [],
      confirmed: gone.every((counter) => confirmsBounds(counter.key, last, history) === 'below'),
    },
  ]
}

function surplus(all: readonly Counter[], last: Op, history: readonly Op[]): Seen[] {
  const above = all.filter(({ left = 0, acknowledged, indeterminate }) => left > acknowledged + indeterminate)
  const [first] = above
  if (first === undefined) return []
  const { key, left, acknowledged, indeterminate } = first
  return [
    {
      type: 'surplus',
      said: `${count(above.length, 'counter')} ended above the number of increments`,
      count: above.length,
      example: `Op ${last.index}, a read after everything, returned ${left} for counter ${key}, which saw ${count(acknowledged, 'ok increment')} and ${indeterminate} without an answer.`,
      ops: [last.index],
      because: [],
      confirmed: above.every((counter) => confirmsBounds(counter.key, last, history) === 'above'),
    },
  ]
}
