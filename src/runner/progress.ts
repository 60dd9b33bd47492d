import type { GeneratedOp } from '../generator/generator.ts'
import type { OpError } from '../op/op.ts'

/** How a run stands, for people who watch. Changed in place by the runner; others only read. */
export interface Progress {
  /** Client ops asked so far. */
  ops: number
  ok: number
  fail: number
  /** Without an answer that proves anything. */
  info: number
  inFlight: number
  /** Of the nemesis, completed. */
  nemesisOps: number
  /** How often each kind of error was seen in client ops. */
  readonly errors: Map<string, number>
  lastError: OpError | undefined
}

export function newProgress(): Progress {
  return { ops: 0, ok: 0, fail: 0, info: 0, inFlight: 0, nemesisOps: 0, errors: new Map(), lastError: undefined }
}

/** Counts an invocation. */
export function countInvocation(progress: Progress, op: GeneratedOp): void {
  if (op.process === 'nemesis') return
  progress.ops++
  progress.inFlight++
}

/** Counts a completion. */
export function countCompletion(progress: Progress, op: GeneratedOp): void {
  if (op.process === 'nemesis') {
    progress.nemesisOps++
    return
  }
  progress.inFlight--
  if (op.type === 'ok' || op.type === 'fail' || op.type === 'info') progress[op.type]++
  if (!('error' in op) || op.error === undefined) return
  progress.errors.set(op.error.kind, (progress.errors.get(op.error.kind) ?? 0) + 1)
  progress.lastError = op.error
}
