import { canonical } from './core/intern.ts'
import { illegal, isIndeterminate, type Model } from './model.ts'
import type { Operation } from './operation.ts'

/**
 * The definition of linearizability, tried out: is there an order of all required operations and any of the
 * indeterminate ones, with no operation before one that had ended when it began, that the model allows? For up to 30
 * operations of one object; exponential in their concurrency. It shares no code with the search: it judges it.
 */
export function bruteForce<State>(model: Model<State>, operations: readonly Operation[]): boolean {
  if (operations.length > 30) throw new RangeError('brute force takes at most 30 operations')
  const required = operations.reduce((bits, op, i) => (isIndeterminate(op) ? bits : bits | (1 << i)), 0)
  const failed = new Set<string>()
  const from = (taken: number, state: State): boolean => {
    if ((required & ~taken) === 0) return true
    const key = `${taken} ${canonical(model.stateKey ? model.stateKey(state) : state)}`
    if (failed.has(key)) return false
    const earliestEnd = operations.reduce(
      (end, op, i) => (taken & (1 << i) ? end : Math.min(end, op.complete)),
      Infinity,
    )
    for (const [i, op] of operations.entries()) {
      if (taken & (1 << i) || op.invoke > earliestEnd) continue
      const next = model.step(state, op)
      if (next !== illegal && from(taken | (1 << i), next)) return true
    }
    failed.add(key)
    return false
  }
  return from(0, model.init)
}
