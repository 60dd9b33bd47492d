import type { Budget } from './core/core.ts'
import { Interner } from './core/intern.ts'
import { type Decision, decide } from './decide.ts'
import { type Explanation, explain } from './explain.ts'
import { isIndeterminate, type Model } from './model.ts'
import { together } from './models/together.ts'
import type { HistoryEvent, Operation } from './operation.ts'
import { pair } from './pair.ts'
import { illegalCore, type Proof, shrink } from './shrink.ts'
import { replay } from './verify.ts'

export interface CheckOptions {
  /**
   * Steps of the search for each object; reproducible on any machine. The steps of a model of your own are not counted:
   * one of the search may ask for as many as operations are open at once. `timeoutMs` counts them.
   * @default Infinity
   */
  readonly maxSteps?: number
  /** For the whole check, milliseconds. @default Infinity */
  readonly timeoutMs?: number
  /** For the search's own memory, MB, at most 4095. @default 1024 */
  readonly memoryMb?: number
  /**
   * `false`: all objects are searched as one, without P-compositionality; the verdict is the same, and it takes longer.
   * For measurements, and to check this package.
   * @default true
   */
  readonly partition?: boolean
  /** Whether to find out why an illegal history is illegal. @default true */
  readonly explain?: boolean
  /** Called before each object, and while one is searched: every few milliseconds. */
  readonly onProgress?: (progress: CheckProgress) => void
  /** For tests and measurements: nothing but the search, with reductions R1 (bit 0) … R8 (bit 7) of assembly/search.ts. */
  readonly rules?: number
}

/** How far a check has come. */
export interface CheckProgress {
  /** Objects that are decided, of how many. */
  readonly done: number
  readonly objects: number
  /** Steps of the search of the next one. */
  readonly steps: number
}

/** `valid`: linearizable; `invalid`: not; `unknown`: the budget ran out, `reason` says which and what drives the search. */
export type Verdict = 'valid' | 'invalid' | 'unknown'

export interface CheckResult {
  /** Of all objects: one `invalid` makes it invalid, failing that one `unknown` makes it unknown. */
  readonly verdict: Verdict
  readonly reason?: string
  readonly operations: number
  readonly elapsedMs: number
  /** One entry an object, in order of first appearance. */
  readonly objects: readonly ObjectResult[]
}

export interface ObjectResult {
  /** What the model's `partition` gave; `undefined` where it has one object. */
  readonly key: unknown
  readonly verdict: Verdict
  readonly reason?: string
  readonly operations: readonly Operation[]
  /** Of a valid verdict: an order that the model allows, confirmed by replaying it. */
  readonly linearization?: readonly Operation[]
  /** Of an invalid one, unless switched off. */
  readonly explanation?: Explanation
  /** With the explanation: a part of the history that proves it illegal by itself, small where that could be found out. */
  readonly proof?: Proof
  readonly stats: Pick<Decision, 'method' | 'steps' | 'configurations' | 'bytes'>
}

/** Checks a history of events against a model. See `checkOperations`. */
export function check<State>(
  model: Model<State>,
  history: Iterable<HistoryEvent>,
  options?: CheckOptions,
): CheckResult {
  return checkOperations(model, pair(history), options)
}

/**
 * Whether the operations are linearizable (Herlihy & Wing 1990). Deciding it is NP-complete (Gibbons & Korach 1997):
 * time grows exponentially with the number of operations open at once, and linearly with the length of the history;
 * memory is O(concurrency) for each configuration.
 */
export function checkOperations<State>(
  model: Model<State>,
  operations: readonly Operation[],
  options: CheckOptions = {},
): CheckResult {
  const start = performance.now()
  const timeoutMs = options.timeoutMs ?? Number.POSITIVE_INFINITY
  const judged = options.partition === false ? (together(model as Model, operations) as Model) : (model as Model)
  const parts = partition(judged, operations)
  const objects = parts.map(([key, ops], done) => {
    const onSteps = (steps: number) => options.onProgress?.({ done, objects: parts.length, steps })
    onSteps(0)
    return checkObject(judged, key, ops, options, timeoutMs - (performance.now() - start), onSteps)
  })
  return resultOf(objects, operations, start)
}

export function resultOf(
  objects: readonly ObjectResult[],
  operations: readonly Operation[],
  start: number,
): CheckResult {
  const worst =
    objects.find(({ verdict }) => verdict === 'invalid') ?? objects.find(({ verdict }) => verdict === 'unknown')
  return {
    verdict: worst?.verdict ?? 'valid',
    ...(worst?.reason !== undefined && { reason: worst.reason }),
    operations: operations.length,
    elapsedMs: performance.now() - start,
    objects,
  }
}

/** The objects of the history, in order of first appearance, with their operations. */
export function partition(model: Model, operations: readonly Operation[]): [key: unknown, ops: readonly Operation[]][] {
  const keyOf = (op: Operation) => (model.partition ? model.partition(op) : op.key)
  let keyless = 0
  while (keyless < operations.length && keyOf(operations[keyless] as Operation) === undefined) keyless++
  if (keyless > 0 && keyless === operations.length) return [[undefined, operations]]
  const ids = new Interner()
  const parts: [key: unknown, ops: Operation[]][] = []
  for (const op of operations) {
    const key = keyOf(op)
    const id = ids.id(key)
    const part = parts[id]
    if (part) part[1].push(op)
    else parts[id] = [key, [op]]
  }
  return parts
}

export function checkObject(
  model: Model,
  key: unknown,
  operations: readonly Operation[],
  options: CheckOptions,
  timeMs: number,
  onSteps: (steps: number) => void,
): ObjectResult {
  const budget: Budget = {
    steps: options.maxSteps ?? Number.POSITIVE_INFINITY,
    timeMs,
    memoryMb: options.memoryMb ?? 1024,
    onSteps,
  }
  const decision = decide(model, operations, budget, { rules: options.rules })
  const { status, order, method, steps, configurations, bytes } = decision
  const base = { key, operations, stats: { method, steps, configurations, bytes } }
  if (status === 'valid') {
    const linearization = replay(model, operations, order)
    if (typeof linearization !== 'string') return { ...base, verdict: 'valid', linearization }
    const reason = `the checker erred: in the order it found, ${linearization}`
    return { ...base, verdict: 'unknown', reason }
  }
  if (status === 'invalid') {
    if (options.explain === false) return { ...base, verdict: 'invalid' }
    const reasons = why(model, decision, operations, budget)
    if (reasons) return { ...base, verdict: 'invalid', ...reasons }
    return { ...base, verdict: 'unknown', reason: 'the checker erred: there is an order of what it called illegal' }
  }
  return { ...base, verdict: 'unknown', reason: whyUnknown(status, operations, options) }
}

/**
 * Why the operations are illegal. Where that takes no search, a small illegal part is found fast and shows where to
 * look. Undefined if they are not.
 */
function why(model: Model, decision: Decision, operations: readonly Operation[], budget: Budget) {
  const core = decision.method === 'search' ? operations : illegalCore(model, operations)
  const nothing = { passed: 0, order: [], steps: decision.steps }
  const suspect = core.length < operations.length ? explain(model, core, nothing, budget)?.impossible : undefined
  const explanation = explain(model, operations, decision, budget, suspect)
  const proof = explanation && shrink(model, explanation.impossible === suspect ? core : operations, explanation)
  return proof && { explanation, proof }
}

function whyUnknown(
  status: Exclude<Decision['status'], 'valid' | 'invalid'>,
  operations: readonly Operation[],
  options: CheckOptions,
): string {
  const spent = {
    steps: `after ${options.maxSteps} steps`,
    time: `after ${options.timeoutMs} ms`,
    memory: `at ${options.memoryMb ?? 1024} MB of memory`,
  }[status]
  const infos = operations.filter(isIndeterminate).length
  const driver = infos > 0 ? `${infos} indeterminate operations drive the search` : 'many operations were open at once'
  return `the search was stopped ${spent}; ${driver}`
}
