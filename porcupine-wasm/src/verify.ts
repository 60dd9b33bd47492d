import { illegal, isIndeterminate, type Model } from './model.ts'
import type { Operation } from './operation.ts'

/**
 * Confirms that `order` is a linearization of `operations`: every required operation once, an indeterminate one at
 * most once, nothing before an operation that had ended before it began, and every step legal. Independent of the
 * search. O(n) steps of the model. Answers what is wrong, or undefined.
 */
export function whyNotLinearization<State>(
  model: Model<State>,
  operations: readonly Operation[],
  order: readonly Operation[],
): string | undefined {
  const missing = new Set(operations)
  let latestInvoke = Number.NEGATIVE_INFINITY
  let state = model.init
  for (const op of order) {
    if (!missing.delete(op)) return 'an operation stands twice, or is not of this history'
    if (op.complete < latestInvoke) return 'an operation stands after one that began when it had ended'
    if (op.invoke > latestInvoke) latestInvoke = op.invoke
    const next = model.step(state, op)
    if (next === illegal) return `"${op.f}" is illegal where it stands`
    state = next
  }
  for (const op of missing) if (!isIndeterminate(op)) return 'a required operation is missing'
  return undefined
}
