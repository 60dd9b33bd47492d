import type { Json } from '../../op/op.ts'
import type { Box } from './diagram.ts'
import { type Facts, mopsIn } from './facts.ts'
import { same } from './intern.ts'
import { show } from './show.ts'
import type { Mop } from './txns.ts'

/** What is to be marked in a transaction, by the place of the micro-operation. */
export interface Marks {
  readonly arrows?: ReadonlyMap<number, readonly number[]>
  readonly wrong?: ReadonlyMap<number, string>
  /** Other words for a micro-operation. */
  readonly texts?: ReadonlyMap<number, string>
}

/** A transaction as a box. */
export function box(facts: Facts, index: number, name: string, marks: (mops: readonly Mop[]) => Marks): Box {
  const op = facts.op(index)
  const mops = mopsIn(op?.value === null ? facts.invocation(index) : op)
  const { arrows, wrong, texts } = marks(mops)
  return {
    name,
    op: index,
    ...(typeof op?.process === 'number' && { process: op.process }),
    ...(op?.node !== undefined && { node: op.node }),
    ...(op !== undefined && { outcome: op.type }),
    mops: mops.map((mop, i) => {
      const why = wrong?.get(i)
      const text = texts?.get(i) ?? showMop(mop, op?.type === 'ok')
      return { text, arrows: [...(arrows?.get(i) ?? [])], ...(why !== undefined && { wrong: why }) }
    }),
  }
}

/** `append y 1`, `read x [… 4 5 6]`: of a long list its end. */
function showMop([f, key, value]: Mop, answered: boolean): string {
  if (f !== 'r') return `${f === 'w' ? 'write' : f} ${show(key)} ${show(value)}`
  if (!answered && (value ?? null) === null) return `read ${show(key)}`
  if (!Array.isArray(value) || value.length <= 4) return `read ${show(key)} ${show(value ?? null)}`
  return `read ${show(key)} [… ${(value as Json[]).slice(-3).map(show).join(' ')}]`
}

/** The place of the micro-operation that wrote this, or -1. */
export function write(mops: readonly Mop[], key: Json, value: Json): number {
  return mops.findIndex((mop) => mop[0] !== 'r' && same(mop[1], key) && same(mop[2], value))
}
