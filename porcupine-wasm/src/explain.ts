import type { Budget } from './core/core.ts'
import { decide } from './decide.ts'
import { describe, describeState, illegal, isIndeterminate, type Model } from './model.ts'
import type { Operation } from './operation.ts'

/** Why a history of one object is not linearizable. */
export interface Explanation {
  /** The operation whose answer came first of those that no linearization can pass. */
  readonly impossible: Operation
  /** A longest partial linearization: everything answered before it, in a legal order, with the state after each. */
  readonly partial: readonly { readonly op: Operation; readonly state: string }[]
  /** The state that this order ends in. */
  readonly state: string
  /** The operations that were open then and are not in the partial linearization, and why each cannot come next. */
  readonly pending: readonly { readonly op: Operation; readonly why: string }[]
  /** One sentence. */
  readonly sentence: string
}

/**
 * Finds the first answer that no linearization can pass: the shortest prefix of the history that is not
 * linearizable, by galloping and bisection from `passed`, a number of returns known to be passable. O(log n) checks.
 * Undefined if the budget runs out.
 */
export function explain(
  model: Model,
  operations: readonly Operation[],
  passed: number,
  budget: Budget,
): Explanation | undefined {
  const returns = operations.filter((op) => !isIndeterminate(op)).sort((a, b) => a.complete - b.complete)
  const endOf = (count: number) => returns[count - 1]?.complete ?? Number.NEGATIVE_INFINITY
  const isIllegal = (count: number) => {
    const { status } = decide(model, upTo(operations, endOf(count), endOf(count)).cut, budget)
    return status === 'valid' ? false : status === 'invalid' ? true : undefined
  }
  const broken = firstIllegal(passed, returns.length, isIllegal)
  const impossible = returns[broken === undefined ? -1 : broken - 1]
  if (!impossible) return undefined
  const before = returns.findLast((op) => op.complete < impossible.complete)?.complete ?? Number.NEGATIVE_INFINITY
  const { cut, original } = upTo(operations, before, impossible.complete)
  const { status, order } = decide(model, cut, budget)
  if (status !== 'valid') return undefined
  const placed = Array.from(order, (index) => original.get(cut[index] as Operation) as Operation)
  return describeFailure(model, impossible, placed, [...original.values()])
}

/** The least count in (passed, total] that is illegal, given that `total` is and that legality only ever ends. */
function firstIllegal(
  passed: number,
  total: number,
  isIllegal: (count: number) => boolean | undefined,
): number | undefined {
  let legal = Math.min(passed, total - 1)
  let broken = total
  for (let stride = 1; legal + 1 < broken; ) {
    const probe = stride > 0 ? Math.min(legal + stride, broken - 1) : (legal + broken) >> 1
    const found = isIllegal(probe)
    if (found === undefined) return undefined
    if (found) {
      broken = probe
      stride = 0
    } else {
      legal = probe
      stride *= 2
    }
  }
  return broken
}

/**
 * The history as it was known at `end`: what had not been answered by `answered` is indeterminate. `original` maps
 * such a cut operation to the real one, and every other to itself.
 */
function upTo(operations: readonly Operation[], answered: number, end: number) {
  const original = new Map<Operation, Operation>()
  for (const op of operations) {
    if (op.invoke > end) continue
    if (op.complete <= answered) original.set(op, op)
    else original.set({ ...op, output: undefined, complete: Number.POSITIVE_INFINITY }, op)
  }
  return { cut: [...original.keys()], original }
}

function describeFailure(
  model: Model,
  impossible: Operation,
  order: readonly Operation[],
  all: readonly Operation[],
): Explanation {
  let state = model.init
  const partial = order.map((op) => {
    const asCut =
      op.complete < impossible.complete ? op : { ...op, output: undefined, complete: Number.POSITIVE_INFINITY }
    const next = model.step(state, asCut)
    if (next !== illegal) state = next
    return { op, state: describeState(model, state) }
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
