import type { Json, Op } from '../../op/op.ts'
import { mopsIn } from './facts.ts'
import { same } from './intern.ts'
import type { Mop } from './txns.ts'

/** The list that an append left, as far as any read tells. */
export type WholeList = (key: Json, element: Json) => readonly Json[]

export function wholeLists(ops: readonly Op[]): WholeList {
  const reads = ops.flatMap((op) => mopsIn(op).filter(([f]) => f === 'r'))
  return (key, element) => {
    for (const [, k, list] of reads) {
      const at = same(k, key) && Array.isArray(list) ? list.findIndex((each) => same(each, element)) : -1
      if (at >= 0) return (list as readonly Json[]).slice(0, at + 1)
    }
    return [element]
  }
}

/** A transaction with the read before each append, where it has not just done that itself. */
export function withReads(op: Op, whole: WholeList): Op {
  const mops = mopsIn(op).flatMap((mop, i, all): Mop[] => {
    const [f, key, value] = mop
    if (f === 'r') return [mop]
    const before = whole(key, value).slice(0, -1)
    const [last, k, seen] = all[i - 1] ?? []
    const known = last === 'r' && same(k ?? null, key) && same(seen ?? null, before)
    return known ? [mop] : [['r', key, before], mop]
  })
  return { ...op, value: mops }
}
