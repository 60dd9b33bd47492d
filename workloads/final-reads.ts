import type { Context, GeneratedOp, Generator, Next } from '../src/generator/index.ts'
import { fill } from '../src/generator/lift.ts'
import type { Json } from '../src/op/op.ts'

/** Keys that one transaction reads. */
const together = 8

/**
 * Transactions that read every key from 0 to below `count()`, several at a time, each until it is ok: what was
 * acknowledged and never read again could be lost unseen. Asks for the count when its turn comes. Does not give up.
 */
export class FinalReads implements Generator {
  readonly count: () => number
  /** First keys of the transactions that are still to be performed; undefined before the first. */
  readonly waiting: readonly number[] | undefined
  readonly open: readonly number[]

  constructor(count: () => number, waiting?: readonly number[], open: readonly number[] = []) {
    this.count = count
    this.waiting = waiting
    this.open = open
  }

  op(context: Context): Next | null {
    const count = this.count()
    const waiting = this.waiting ?? Array.from({ length: Math.ceil(count / together) }, (_, i) => i * together)
    const [first, ...rest] = waiting
    if (first === undefined) return this.open.length === 0 ? null : ['pending', this]
    const length = Math.min(together, count - first)
    const value = Array.from({ length }, (_, i) => ['r', first + i, null])
    const op = fill({ f: 'txn', value }, context)
    return [op, op === 'pending' ? this : new FinalReads(this.count, rest, [...this.open, first])]
  }

  update(_context: Context, event: GeneratedOp): Generator {
    if (event.type !== 'ok' && event.type !== 'fail' && event.type !== 'info') return this
    const first = firstKey(event.value)
    if (first === undefined || !this.open.includes(first)) return this
    const open = this.open.filter((key) => key !== first)
    const waiting = this.waiting ?? []
    return new FinalReads(this.count, event.type === 'ok' ? waiting : [...waiting, first], open)
  }
}

function firstKey(value: Json): number | undefined {
  const mop = Array.isArray(value) ? (value[0] as Json) : null
  return Array.isArray(mop) && typeof mop[1] === 'number' ? mop[1] : undefined
}
