/** A linearizability checker. */
export {
  type CheckOptions,
  type CheckProgress,
  type CheckResult,
  check,
  checkOperations,
  type ObjectResult,
  type Verdict,
} from './check.ts'
export type { Explanation } from './explain.ts'
export {
  type CollectionForm,
  type CollectionOp,
  describe,
  illegal,
  type Model,
  type RegisterForm,
  type RegisterOp,
  type SetOp,
} from './model.ts'
export { appendList } from './models/append-list.ts'
export { counter } from './models/counter.ts'
export { keyValue } from './models/key-value.ts'
export { fencedLock, mutex, ownerLock } from './models/locks.ts'
export { type MicroOp, type MultiRegisterOptions, multiRegister } from './models/multi-register.ts'
export { fifoQueue, unorderedQueue } from './models/queues.ts'
export { casRegister, type RegisterOptions, register } from './models/register.ts'
export { set } from './models/set.ts'
export { stack } from './models/stack.ts'
export { HistoryError, type HistoryEvent, type Operation } from './operation.ts'
export { bruteForce } from './oracle.ts'
export { pair } from './pair.ts'
export { checkInParallel, type ParallelOptions } from './parallel/check-in-parallel.ts'
export type { ModelSource } from './parallel/model-source.ts'
export type { Proof } from './shrink.ts'
export { LinearizabilityStream, type StreamOptions } from './stream.ts'
export { whyNotLinearization } from './verify.ts'
