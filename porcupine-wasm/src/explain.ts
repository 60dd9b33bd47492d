import type { Budget } from './core/core.ts'
import { type Decision, decide } from './decide.ts'
import { describe, describeState, illegal, isIndeterminate, type Model } from './model.ts'
import type { Operation } from './operation.ts'

/** Why a history of one object is not linearizable. */
export interface Explanation {
  /** The operation whose answer came first of those that no linearization can pass. */
  readonly impossible: Operation
  /** A longest partial linearization: everything answered before it, in a legal order; the state after each of the last 100. */
  readonly partial: readonly { readonly op: Operation; readonly state?: string }[]
  /** The state that this order ends in. */
  readonly state: string
  /** The operations that were open then and are not in the partial linearization, and why each cannot come next. */
  readonly pending: readonly { readonly op: Operation; readonly why: string }[]
  /** One sentence. */
  readonly sentence: string
}

/** Steps for all prefixes together, at least: about half a second. */
const leastSteps = 250_000

/**
 * Finds the first answer that no linearization can pass: the shortest prefix of the history that is not
 * linearizable, by galloping and bisection from `passed`, a number of returns known to be passable. O(log n) checks,
 * which share as many steps as it took to say `illegal` (`taken`), or a few more. A prefix that cannot be decided
 * within its half of what is left is passed over, so that what is found is impossible at any rate, but might not be the
 * first. Undefined if no order up to there is found.
 * `suspect`: an operation that may well be the one, and is tried first.
 */
export function explain(
  model: Model,
  operations: readonly Operation[],
  passed: number,
  budget: Budget,
  taken: number,
  suspect?: Operation,
): Explanation | undefined {
  let left = Math.min(budget.steps, Math.max(taken, leastSteps))
  const decideCut = (cut: readonly Operation[]) => {
    const decision = decide(model, cut, { ...budget, steps: Math.ceil(left / 2) })
    left -= decision.steps
    return decision
  }
  const returns = operations.filter((op) => !isIndeterminate(op)).sort((a, b) => a.complete - b.complete)
  const endOf = (count: number) => returns[count - 1]?.complete ?? Number.NEGATIVE_INFINITY
  const statusOf = (count: number) => decideCut(upTo(model, operations, endOf(count), endOf(count)).cut).status
  const guess = suspect ? returns.findLastIndex((op) => op.complete <= suspect.complete) + 1 : 0
  const isIllegal = guess > 0 && statusOf(guess) === 'invalid'
  const isFirst = isIllegal && statusOf(guess - 1) === 'valid'
  const { legal, broken } = isFirst
    ? { legal: guess - 1, broken: guess }
    : bounds(passed, isIllegal ? guess : returns.length, statusOf)
  const impossible = returns[broken - 1]
  if (!impossible) return undefined
  const answered = returns.slice(0, legal).findLast((op) => op.complete < impossible.complete)?.complete
  const { cut, original } = upTo(model, operations, answered ?? Number.NEGATIVE_INFINITY, impossible.complete)
  left = Math.max(left, leastSteps)
  const { status, order } = decideCut(cut)
  if (status !== 'valid') return undefined
  const placed = Array.from(order, (index) => original[index] as Operation)
  return describeFailure(model, impossible, placed, original)
}

/** The least count above `passed` that is known to be illegal, given that `total` is, and the greatest known to be legal. */
function bounds(passed: number, total: number, statusOf: (count: number) => Decision['status']) {
  let legal = Math.min(passed, total - 1)
  let low = legal
  let broken = total
  for (let stride = 1; low + 1 < broken; ) {
    const probe = stride > 0 ? Math.min(low + stride, broken - 1) : (low + broken) >> 1
    const status = statusOf(probe)
    if (status === 'invalid') {
      broken = probe
      stride = 0
    } else {
      low = probe
      stride *= 2
      if (status === 'valid') legal = probe
    }
  }
  return { legal, broken }
}

/**
 * The history as it was known at `end`: what had not been answered by `answered` is indeterminate. `original` has the
 * operations that those of `cut` really are, in the same places.
 */
function upTo(model: Model, operations: readonly Operation[], answered: number, end: number) {
  const original = operations.filter((op) => op.invoke <= end)
  return { cut: original.map((op) => (op.complete <= answered ? op : cutOff(model, op))), original }
}

/** The operation without its answer; of a take from a collection it stays as a hint (polynomial/collections.ts). */
export function cutOff(model: Model, op: Operation): Operation {
  return { ...op, output: model.collectionForm && op.output, complete: Number.POSITIVE_INFINITY }
}

/** The latest steps of an order whose states are told: all of them take room quadratic in the length of the history. */
const statesTold = 100

function describeFailure(
  model: Model,
  impossible: Operation,
  order: readonly Operation[],
  all: readonly Operation[],
): Explanation {
  let state = model.init
  const partial = order.map((op, i) => {
    const next = model.step(state, op.complete < impossible.complete ? op : cutOff(model, op))
    if (next !== illegal) state = next
    return i < order.length - statesTold ? { op } : { op, state: describeState(model, state) }
  })
  const placed = new Set(order)
  const at = describeState(model, state)
  const pending = all
    .filter((op) => !placed.has(op))
    .map((op) => {
      const next = model.step(state, op)
      if (next === illegal) return { op, why: `impossible while the state is ${at}` }
      if (op === impossible) return { op, why: 'possible only after what had been placed before' }
      return {
        op,
        why: `would leave ${describeState(model, next)}, and ${describe(model, impossible)} still has no place`,
      }
    })
  const who = impossible.process === undefined ? '' : ` by process ${impossible.process}`
  const sentence = `${describe(model, impossible)}${who} cannot be put in any order with what was answered before it; one legal order of all that ends in the state ${at}.`
  return { impossible, partial, state: at, pending, sentence }
}
