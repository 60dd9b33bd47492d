import { outcome, type Pair, pair } from '../../history/pair.ts'
import type { Op } from '../../op/op.ts'
import { mopsOf } from './rows.ts'

/** The raw transactions. */
export interface Raw {
  /** By the op that stands for it: its completion, or its invocation if there is none. */
  by(op: number): Pair | undefined
  /** All with a step on a group. */
  touching(group: number): readonly Pair[]
}

export function raw(history: readonly Op[]): Raw {
  const pairs = pair(history.filter(({ f, process }) => f === 'txn' && process !== 'nemesis'))
  const byOp = new Map(pairs.map((each) => [(each.complete ?? each.invoke).index, each]))
  const touching = new Map<number, Pair[]>()
  for (const each of pairs)
    for (const group of new Set(mops(each).map((mop) => mop[1]))) {
      const known = touching.get(group)
      if (known === undefined) touching.set(group, [each])
      else known.push(each)
    }
  return { by: (op) => byOp.get(op), touching: (group) => touching.get(group) ?? [] }
}

export function mops({ invoke, complete }: Pair) {
  return mopsOf(complete ?? invoke)
}

/** What a transaction wrote to a row, in order. */
export function writes(each: Pair, group: number, id: number): number[] {
  return mops(each).flatMap((mop) => (mop[0] !== 'select' && mop[1] === group && mop[2] === id ? [mop[3]] : []))
}

export function has(each: Pair, f: 'insert' | 'update', group: number, id: number): boolean {
  return mops(each).some((mop) => mop[0] === f && mop[1] === group && mop[2] === id)
}

export function rowIn(each: Pair, at: number, group: number, id: number): number | undefined {
  const mop = mops(each)[at]
  if (mop?.[0] !== 'select' || mop[1] !== group || outcome(each) !== 'ok') return undefined
  return (mop[3] ?? []).find(([row]) => row === id)?.[1]
}

export function touchedBefore(each: Pair, at: number, group: number, id: number): boolean {
  return mops(each)
    .slice(0, at)
    .some((mop) => mop[0] !== 'select' && mop[1] === group && mop[2] === id)
}

/** It committed, or somebody saw what it wrote. */
export function happened(all: Raw, each: Pair): boolean {
  if (outcome(each) !== 'info') return outcome(each) === 'ok'
  return mops(each).some(
    ([f, group, id, value]) =>
      f !== 'select' &&
      all
        .touching(group)
        .some((reader) => reader !== each && mops(reader).some((_, at) => rowIn(reader, at, group, id) === value)),
  )
}
