/** Generators: what clients and nemesis do, as values that can be combined, simulated and replayed. */
export { any, shortestAny } from './any.ts'
export { concurrencyLimit } from './concurrency-limit.ts'
export { RunContext } from './context.ts'
export { cycle } from './cycle.ts'
export { cycleTimes } from './cycle-times.ts'
export { delay } from './delay.ts'
export { eachProcess, eachThread, perThread } from './each-thread.ts'
export { flipFlop } from './flip-flop.ts'
export { friendlyExceptions } from './friendly.ts'
export type {
  Context,
  GeneratedOp,
  Generator,
  Liftable,
  LogLine,
  Next,
  OpEvent,
  OpLiteral,
  Sleep,
} from './generator.ts'
export { concurrentKeys, type Keys, sequentialKeys } from './independent.ts'
export { lift } from './lift.ts'
export { limit, once } from './limit.ts'
export { filter, fMap, map } from './map.ts'
export { mix, weightedMix } from './mix.ts'
export { clients, nemesis, onThreads } from './on-threads.ts'
export { ignoreUpdates, onUpdate, type UpdateHandler } from './on-update.ts'
export { andThen, phases, synchronize } from './phases.ts'
export { processLimit } from './process-limit.ts'
export { randomly } from './randomly.ts'
export { repeat } from './repeat.ts'
export { reserve } from './reserve.ts'
export { concat, iterate } from './sequence.ts'
export { imperfect, invocations, perfect, perfectInfo, quick, type SimulateOptions, simulate } from './simulate.ts'
export { log, sleep } from './special.ts'
export { stagger } from './stagger.ts'
export type { Thread, ThreadSet } from './thread-set.ts'
export { timeLimit } from './time-limit.ts'
export { trace } from './trace.ts'
export { untilOk } from './until-ok.ts'
export { validate } from './validate.ts'
