import { canonical } from '../src/core/intern.ts'
import { illegal, isIndeterminate, type Model } from '../src/model.ts'
import type { Operation } from '../src/operation.ts'

/** An invocation or an answer in the list of those that are left. */
interface Entry {
  readonly op: number
  /** Undefined where this is the answer, or where none came. */
  readonly answer: Entry | undefined
  readonly isInvocation: boolean
  before: Entry | undefined
  after: Entry | undefined
}

/**
 * Wing & Gong's search (1993) with Lowe's cache (2017), as their papers tell it: no reductions, nothing of the compiled
 * search, one object. Goes through a list of invocations and answers in order of time: the invocation of an operation
 * that is possible now is taken out together with its answer; at an answer, the one taken last is put back.
 * Undefined if it would take more than `most` configurations.
 */
export function plainSearch(model: Model, operations: readonly Operation[], most = 200_000): boolean | undefined {
  const head = listOf(operations)
  let left = operations.filter((op) => !isIndeterminate(op)).length
  let state: unknown = model.init
  let taken = 0n
  const seen = new Set<string>()
  const calls: { readonly entry: Entry; readonly state: unknown }[] = []
  let at = head.after
  while (left > 0) {
    if (at?.isInvocation) {
      const op = operations[at.op] as Operation
      const next = model.step(state, op)
      const including = taken | (1n << BigInt(at.op))
      const configuration = next === illegal ? '' : `${including} ${nameOf(model, next)}`
      if (next === illegal || seen.has(configuration)) {
        at = at.after
        continue
      }
      if (seen.size >= most) return undefined
      seen.add(configuration)
      calls.push({ entry: at, state })
      state = next
      taken = including
      takeOut(at)
      if (at.answer) left--
      at = head.after
    } else {
      const last = calls.pop()
      if (!last) return false
      state = last.state
      taken &= ~(1n << BigInt(last.entry.op))
      putBack(last.entry)
      if (last.entry.answer) left++
      at = last.entry.after
    }
  }
  return true
}

function nameOf(model: Model, state: unknown): string {
  return canonical(model.stateKey ? model.stateKey(state) : state)
}

/** Invocations come before answers of the same time: such operations overlap. Starts with an entry of nothing. */
function listOf(operations: readonly Operation[]): Entry {
  const timed = operations.flatMap(({ invoke, complete }, op) => {
    const ended = complete !== Number.POSITIVE_INFINITY
    const answer: Entry | undefined = ended
      ? { op, answer: undefined, isInvocation: false, before: undefined, after: undefined }
      : undefined
    const invocation: Entry = { op, answer, isInvocation: true, before: undefined, after: undefined }
    return [{ at: invoke, order: 0, entry: invocation }, ...(answer ? [{ at: complete, order: 1, entry: answer }] : [])]
  })
  timed.sort((a, b) => a.at - b.at || a.order - b.order)
  const head: Entry = { op: -1, answer: undefined, isInvocation: false, before: undefined, after: undefined }
  let last = head
  for (const { entry } of timed) {
    last.after = entry
    entry.before = last
    last = entry
  }
  return head
}

function takeOut(invocation: Entry): void {
  for (const entry of [invocation, invocation.answer]) {
    if (!entry) continue
    if (entry.before) entry.before.after = entry.after
    if (entry.after) entry.after.before = entry.before
  }
}

/** In the reverse order, so that neighbours that were taken out together find their places. */
function putBack(invocation: Entry): void {
  for (const entry of [invocation.answer, invocation]) {
    if (!entry) continue
    if (entry.before) entry.before.after = entry
    if (entry.after) entry.after.before = entry
  }
}
