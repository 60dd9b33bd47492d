import { illegal, isIndeterminate, type Model } from './model.ts'
import type { Operation } from './operation.ts'

/**
 * Confirms that `order`, indices of `operations`, is a linearization: every required operation once, an indeterminate
 * one at most once, nothing before an operation that had ended before it began, and every step legal. Independent of
 * the search. O(n) steps of the model. Answers what is wrong, or undefined.
 */
export function whyNotLinearization(
  model: Model,
  operations: readonly Operation[],
  order: ArrayLike<number>,
): string | undefined {
  const replayed = replay(model, operations, order)
  return typeof replayed === 'string' ? replayed : undefined
}

/** The operations in a confirmed order, or what is wrong with it. */
export function replay(model: Model, operations: readonly Operation[], order: ArrayLike<number>): Operation[] | string {
  const linearization = new Array<Operation>(order.length)
  const placed = new Uint8Array(operations.length)
  let latestInvoke = Number.NEGATIVE_INFINITY
  let state = model.init
  for (let i = 0; i < order.length; i++) {
    const index = order[i] as number
    const op = operations[index]
    if (!op || placed[index] === 1) return 'an operation stands twice, or is not of this history'
    placed[index] = 1
    linearization[i] = op
    if (op.complete < latestInvoke) return 'an operation stands after one that began when it had ended'
    if (op.invoke > latestInvoke) latestInvoke = op.invoke
    state = model.step(state, op)
    if (state === illegal) return `"${op.f}" is illegal where it stands`
  }
  for (let i = 0; i < placed.length; i++) {
    if (placed[i] === 0 && !isIndeterminate(operations[i] as Operation)) return 'a required operation is missing'
  }
  return linearization
}
