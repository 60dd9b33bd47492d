import type { Budget } from './core/core.ts'
import { type Decision, decide } from './decide.ts'
import { describe, describeState, illegal, isIndeterminate, type Model } from './model.ts'
import type { Operation } from './operation.ts'

/** Why a history of one object is not linearizable. */
export interface Explanation {
  /** The operation whose answer came first of those that no linearization can pass; see `first`. */
  readonly impossible: Operation
  /**
   * Whether it is known to be the first. If not, the steps allowed did not suffice to find that one: no linearization
   * can pass `impossible`, and perhaps none can pass an answer that came earlier.
   */
  readonly first: boolean
  /**
   * A longest partial linearization: everything answered before it, in a legal order; the state after each of the last
   * 100. Where it is not known to be the first: the furthest one that was found.
   */
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
 * Steps for all prefixes together, at most, beyond those that it took to say `illegal`. To say it of a prefix takes as
 * many, or twice as many (what is open at its end is indeterminate); that one is legal is found at once.
 */
const mostMore = 2_000_000

function allowance({ steps }: Pick<Decision, 'steps'>, budget: Budget): number {
  return Math.min(budget.steps, Math.max(leastSteps, Math.min(3 * steps, steps + mostMore)))
}

/**
 * Finds the first answer that no linearization can pass: the shortest prefix of the history that is not
 * linearizable, by galloping and bisection from `passed`, a number of returns known to be passable. O(log n) checks,
 * which share some three times the steps that it took to say `illegal`. A prefix that cannot be decided
 * within two thirds of what is left is passed over, so that what is found is impossible at any rate, but might not be the
 * first. `order` passes those returns, and is told if no check finds an order that gets further. Undefined if nothing
 * was answered, so that nothing can be illegal.
 * `suspect`: an operation that may well be the one, and is tried first.
 */
export function explain(
  model: Model,
  operations: readonly Operation[],
  decision: Pick<Decision, 'passed' | 'order' | 'steps'>,
  budget: Budget,
  suspect?: Operation,
): Explanation | undefined {
  const end = performance.now() + budget.timeMs
  const { passed, order } = decision
  let left = allowance(decision, budget)
  let furthest = { passed, placed: () => placedBy(order, operations, operations) }
  const decideCut = (cut: readonly Operation[], most: number) => {
    const decision = decide(model, cut, { ...budget, steps: most, timeMs: Math.max(0, end - performance.now()) })
    left -= decision.steps
    return decision
  }
  const returns = operations.filter((op) => !isIndeterminate(op)).sort((a, b) => a.complete - b.complete)
  const endOf = (count: number) => returns[count - 1]?.complete ?? Number.NEGATIVE_INFINITY
  const statusOf = (count: number) => {
    const { cut, original } = upTo(model, operations, endOf(count), endOf(count))
    const { status, order } = decideCut(cut, Math.ceil((left * 2) / 3))
    if (status === 'valid' && count > furthest.passed)
      furthest = { passed: count, placed: () => placedBy(order, cut, original) }
    return status
  }
  const guess = suspect ? returns.findLastIndex((op) => op.complete <= suspect.complete) + 1 : 0
  const isIllegal = guess > 0 && statusOf(guess) === 'invalid'
  const { legal, broken } =
    isIllegal && statusOf(guess - 1) === 'valid'
      ? { legal: guess - 1, broken: guess }
      : bounds(passed, isIllegal ? guess : returns.length, statusOf)
  const impossible = returns[broken - 1]
  if (!impossible) return undefined
  const answered = returns.slice(0, legal).findLast((op) => op.complete < impossible.complete)?.complete
  const { cut, original } = upTo(model, operations, answered ?? Number.NEGATIVE_INFINITY, impossible.complete)
  const last = decideCut(cut, Math.min(budget.steps, Math.ceil(Math.max(left, leastSteps) / 2)))
  const found = last.status === 'valid'
  const placed = found ? placedBy(last.order, cut, original) : furthest.placed()
  const failure = { impossible, first: legal === broken - 1, placed, answers: found ? legal : furthest.passed }
  return describeFailure(model, failure, original)
}

/** An operation in its place, and what of it was known when it was put there. */
interface Placed {
  readonly op: Operation
  readonly known: Operation
}

function placedBy(order: ArrayLike<number>, known: readonly Operation[], original: readonly Operation[]): Placed[] {
  return Array.from(order, (index) => ({ op: original[index] as Operation, known: known[index] as Operation }))
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

/** `placed`: a legal order that passes so many answers. */
interface Failure extends Pick<Explanation, 'impossible' | 'first'> {
  readonly placed: readonly Placed[]
  readonly answers: number
}

function describeFailure(
  model: Model,
  { impossible, first, placed: order, answers }: Failure,
  all: readonly Operation[],
): Explanation {
  let state = model.init
  const partial = order.map(({ op, known }, i) => {
    const next = model.step(state, known)
    if (next !== illegal) state = next
    return i < order.length - statesTold ? { op } : { op, state: describeState(model, state) }
  })
  const placed = new Set(order.map(({ op }) => op))
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
  const inFull = `${describe(model, impossible)}${who} cannot be put in any order with what was answered before it`
  const sentence = first
    ? `${inFull}; one legal order of all that ends in the state ${at}.`
    : `${inFull}, nor perhaps can an earlier answer: the steps allowed did not suffice to tell. One legal order of the first ${answers} answers ends in the state ${at}.`
  return { impossible, first, partial, state: at, pending, sentence }
}
