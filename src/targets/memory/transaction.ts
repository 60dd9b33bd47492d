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
  return mops.map((mop) => {
    const [f, key, value] = mop
    if (f === 'r') return ['r', key, object(key).read(flaw)] as const as M
    object(key).write(value, flaw)
    return mop
  })
}

/** How many of the steps write. */
export function writes(mops: readonly Mop[]): number {
  return mops.filter(([f]) => f !== 'r').length
}

/** Whether a stale read in one of the steps would be told from a good one. */
export function canBeStale(mops: readonly Mop[], object: (key: number) => Transacted): boolean {
  return mops.some(([f, key]) => f === 'r' && object(key).canBeStale)
}
