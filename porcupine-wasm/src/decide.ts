import { allRules, type Budget, search } from './core/core.ts'
import { encode } from './core/encode.ts'
import { trailOrder } from './core/trail.ts'
import type { Model } from './model.ts'
import type { Operation } from './operation.ts'
import { decideFifoQueue } from './polynomial/fifo-queue.ts'
import { decideUniqueValues } from './polynomial/unique-values.ts'

/** What was found out about the history of one object, not yet confirmed. */
export interface Decision {
  readonly status: 'valid' | 'invalid' | 'steps' | 'time' | 'memory'
  /** Of a valid one: indices of the operations in an order that the model allows. */
  readonly order: ArrayLike<number>
  /** A number of returns that some order passes. */
  readonly passed: number
  readonly method: 'search' | 'unique-values' | 'fifo-queue'
  readonly steps: number
  readonly configurations: number
  readonly bytes: number
}

export interface Method {
  /** Reductions of the search; given, nothing but the search is used. */
  readonly rules?: number | undefined
}

/** Decides the history of one object by the cheapest method that is exact for it. */
export function decide(
  model: Model,
  operations: readonly Operation[],
  budget: Budget,
  { rules }: Method = {},
): Decision {
  if (rules === undefined) {
    const found = decideFifoQueue(model, operations)
    if (found !== undefined) return without('fifo-queue', found)
    const order = decideUniqueValues(model, operations)
    if (order !== undefined) return without('unique-values', order)
  }
  const encoded = encode(model, operations)
  const { status, trail, furthest, steps, entries, bytes } = search(encoded, budget, rules ?? allRules)
  const order = status === 'valid' ? trailOrder(encoded, trail) : []
  return { status, order, passed: furthest, method: 'search', steps, configurations: entries, bytes }
}

/** A decision that took no search. */
function without(method: 'unique-values' | 'fifo-queue', found: Int32Array | 'illegal'): Decision {
  const counts = { passed: 0, method, steps: 0, configurations: 0, bytes: 0 }
  return found === 'illegal'
    ? { ...counts, status: 'invalid', order: [] }
    : { ...counts, status: 'valid', order: found }
}
