import type { ListMop, RegisterMop } from '../../client/data-types.ts'
import type { Json } from '../../op/op.ts'
import type { Flaw } from './flaws.ts'

type Mop = ListMop | RegisterMop

/** What the steps of a transaction act on. */
export interface Transacted {
  readonly canBeStale: boolean
  read(flaw: Flaw): Json
  write(value: number, flaw: Flaw): void
}

/** Performs the steps one after another; the same ones, reads filled in. */
export function perform<M extends Mop>(mops: readonly M[], object: (key: number) => Transacted, flaw: Flaw): M[] {
  const fractured = flaw === 'fractured-reads' ? mops.findIndex((mop) => canBeStale([mop], object)) : -1
  return mops.map((mop, at) => {
    const [f, key, value] = mop
    if (f === 'r') return ['r', key, object(key).read(at === fractured ? 'stale-reads' : flaw)] as const as M
    object(key).write(value, flaw)
    return mop
  })
}

/** How many of the steps write. */
export function writes(mops: readonly Mop[]): number {
  return mops.filter(([f]) => f !== 'r').length
}

/** Whether several objects are read, and one of them in an older state would be told from a good one. */
export function canFracture(mops: readonly Mop[], object: (key: number) => Transacted): boolean {
  const reads = new Set(mops.flatMap(([f, key]) => (f === 'r' ? [key] : [])))
  return reads.size > 1 && canBeStale(mops, object)
}

/** Whether a stale read in one of the steps would be told from a good one. */
export function canBeStale(mops: readonly Mop[], object: (key: number) => Transacted): boolean {
  return mops.some(([f, key]) => f === 'r' && object(key).canBeStale)
}
