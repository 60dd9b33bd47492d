import { classesOf } from './core/classes.ts'
import { allRules, type Budget, search } from './core/core.ts'
import { History } from './core/history.ts'
import { withScratch } from './core/scratch.ts'
import { trailOrder } from './core/trail.ts'
import type { Model } from './model.ts'
import type { Operation } from './operation.ts'
import { decideFifoQueue } from './polynomial/fifo-queue.ts'
import { decideSet } from './polynomial/set.ts'
import { decideStack } from './polynomial/stack.ts'
import { decideUniqueValues } from './polynomial/unique-values.ts'
import { decideUnorderedQueue } from './polynomial/unordered-queue.ts'

/** Ways to decide without a search: each answers undefined where it is not exact. */
const paths = {
  'fifo-queue': decideFifoQueue,
  stack: decideStack,
  'unordered-queue': decideUnorderedQueue,
  set: decideSet,
  'unique-values': decideUniqueValues,
}
const pathNames = Object.keys(paths) as (keyof typeof paths)[]

/** What was found out about the history of one object, not yet confirmed. */
export interface Decision {
  readonly status: 'valid' | 'invalid' | 'steps' | 'time' | 'memory'
  /**
   * Indices of operations in an order that the model allows: of a valid history, of all of it; of an invalid one, of a
   * part that has everything in it that was answered by the return number `passed`.
   */
  readonly order: ArrayLike<number>
  /** A number of returns that some order passes. */
  readonly passed: number
  readonly method: 'search' | keyof typeof paths
  readonly steps: number
  readonly configurations: number
  readonly bytes: number
}

export interface Method {
  /** Reductions of the search; given, nothing but the search is used. */
  readonly rules?: number | undefined
}

/** Decides the history of one object by the cheapest method that is exact for it. */
export function decide(model: Model, operations: readonly Operation[], budget: Budget, method: Method = {}): Decision {
  return withScratch((scratch) => decideHistory(new History(model, operations, scratch), budget, method))
}

function decideHistory(history: History, budget: Budget, { rules }: Method): Decision {
  if (rules === undefined) {
    for (const name of pathNames) {
      const found = paths[name](history)
      if (found !== undefined) return without(name, found)
    }
  }
  const classes = classesOf(history)
  const { places } = history
  const { status, trail, furthest, steps, entries, bytes } = search(classes, places, budget, rules ?? allRules)
  const order = trailOrder(classes, places, trail)
  return { status, order, passed: furthest, method: 'search', steps, configurations: entries, bytes }
}

/** A decision that took no search. */
function without(method: keyof typeof paths, found: Int32Array | 'illegal'): Decision {
  const counts = { passed: 0, method, steps: 0, configurations: 0, bytes: 0 }
  return found === 'illegal'
    ? { ...counts, status: 'invalid', order: [] }
    : { ...counts, status: 'valid', order: found }
}
