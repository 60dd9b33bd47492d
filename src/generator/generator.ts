import type { Json, Nanos, Op, Process } from '../op/op.ts'
import type { Thread, ThreadSet } from './thread-set.ts'

/**
 * Generators are pure: asked for an op they answer with the op and the generator that follows, and change nothing.
 * The runner may ask and throw the answer away. Semantics are those of `jepsen.generator`; see `docs/generators.md`.
 */
export interface Generator {
  /** The next op for one of the context's free threads; `pending`: none now, ask again later; null: exhausted. */
  op(context: Context): Next | null
  /** The generator after an event (an invocation or a completion) that came from it or from a sibling. */
  update(context: Context, event: GeneratedOp): Generator
}

export type Next = readonly [op: GeneratedOp | 'pending', then: Generator]

/** An op with its process and the time at which it should happen (may lie in the future). */
export type GeneratedOp = OpEvent | LogLine | Sleep

/** An invocation or, in `update`, its completion. Ops of the nemesis have type `info` on both ways, as in Jepsen. */
export type OpEvent = Pick<Op, 'type' | 'f' | 'key' | 'value' | 'process' | 'time' | 'error' | 'node'>

/** Special ops, never recorded in the history. */
export interface LogLine {
  readonly type: 'log'
  readonly process: Process
  readonly time: Nanos
  readonly message: string
}
export interface Sleep {
  readonly type: 'sleep'
  readonly process: Process
  readonly time: Nanos
  readonly duration: Nanos
}

/** What a generator may know: time, who is free, and which process each thread runs now. Immutable. */
export interface Context {
  readonly time: Nanos
  readonly threads: ThreadSet
  readonly free: ThreadSet
  processOf(thread: Thread): Process
  /** The thread that runs a process now; undefined for a process that has ended. */
  threadOf(process: Process): Thread | undefined
  /** One free process, each thread in its turn so that none starves; undefined: all are busy. */
  someFree(): Process | undefined
  /** The same moment as seen by some of the threads. */
  only(threads: ThreadSet): Context
  /** The same threads at another time. */
  at(time: Nanos): Context
}

/** An op as users write it: the rest (type, process, time) is filled in from the context. */
export interface OpLiteral {
  readonly f: string
  readonly key?: Json
  readonly value?: Json
  /** Wait for this very process. */
  readonly process?: Process
  readonly time?: Nanos
}

/** What users may write where a generator is expected: an op (once), a list (in order), a function (again and again). */
export type Liftable = Generator | OpLiteral | readonly Liftable[] | ((context: Context) => Liftable | null) | null
