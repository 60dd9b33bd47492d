import type { Op } from '../../op/op.ts'
import type { Seen } from '../conclude.ts'
import { count, list } from '../text.ts'
import type { Counter, Counters } from './counters.ts'
import { canBeLast } from './last-write.ts'
import { confirmsBounds, confirmsSame } from './verify.ts'

/** What was found, with the first of each kind in words. */
export function seen({ all, last }: Counters, history: readonly Op[]): Seen[] {
  const clashes = overwritten(all)
  if (last === undefined) return clashes
  const below = all.filter(({ left = 0, results }) => left < results.size)
  const back = below.filter(({ left = 0, increments }) => canBeLast(left, increments))
  const gone = below.filter((counter) => !back.includes(counter))
  return [
    // Once increments are seen to overwrite each other, a counter that went back is more of the same.
    ...(clashes.length > 0 ? clashes : ended('lost-update', back, last, history)),
    ...ended('lost-write', gone, last, history),
    ...surplus(all, last, history),
  ]
}

function overwritten(all: readonly Counter[]): Seen[] {
  const clashes = all
    .flatMap(({ results }) => [...results.values()].filter((ops) => ops.length > 1))
    .sort(([, a], [, b]) => (a?.index ?? 0) - (b?.index ?? 0))
  const [first] = clashes
  if (first === undefined) return []
  const times = clashes.reduce((sum, ops) => sum + ops.length - 1, 0)
  const increments = all.reduce((sum, { acknowledged }) => sum + acknowledged, 0)
  const ops = first.map(({ index }) => index)
  const result = Number(first[0]?.value)
  return [
    {
      type: 'lost-update',
      said: `${times.toLocaleString('en-US')} of ${count(increments, 'increment')} came to a result that another had come to`,
      count: times,
      example: `Increments ${list(ops.map(String))} of counter ${first[0]?.key} each read ${result - 1} and wrote ${result}: at most one of them is counted.`,
      ops,
      because: ['lost-update'],
      confirmed: clashes.every(confirmsSame),
    },
  ]
}

/** Counters that ended too low: an older increment wrote over newer ones, or what was written last is gone. */
function ended(
  type: 'lost-update' | 'lost-write',
  counters: readonly Counter[],
  last: Op,
  history: readonly Op[],
): Seen[] {
  const [first] = counters
  if (first === undefined) return []
  const { key, left = 0, results } = first
  const why = type === 'lost-update' ? `: an increment that had read ${left - 1} wrote over them` : ''
  return [
    {
      type,
      said: `${count(counters.length, 'counter')} ended below what acknowledged increments had made of ${counters.length === 1 ? 'it' : 'them'}`,
      count: counters.length,
      example: `Op ${last.index}, a read after everything, returned ${left} for counter ${key}, of which ok increments had made ${results.size} different numbers${why}.`,
      ops: [last.index],
      because: type === 'lost-update' ? ['lost-update'] : [],
      confirmed: counters.every((counter) => confirmsBounds(counter.key, last, history) === 'below'),
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
