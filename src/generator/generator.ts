import type { Json, Nanos, Op, Process } from '../op/op.ts'

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
export type GeneratedOp = Pick<Op, 'type' | 'f' | 'key' | 'value' | 'process' | 'time'> | LogLine | Sleep

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

/** A thread is a worker: a number below the concurrency, or the nemesis. It keeps its name when its process changes. */
export type Thread = number | 'nemesis'

/** What a generator may know: time, who is free, and which process each thread runs now. Immutable. */
export interface Context {
  readonly time: Nanos
  readonly threads: ThreadSet
  readonly free: ThreadSet
  processOf(thread: Thread): Process
  threadOf(process: Process): Thread | undefined
}

/** An immutable set of threads, cheap to intersect. */
export interface ThreadSet {
  readonly size: number
  has(thread: Thread): boolean
  [Symbol.iterator](): Iterator<Thread>
}

/** What users may write where a generator is expected: an op (once), a list (in order), a function (again and again). */
export type Liftable =
  | Generator
  | {
      readonly f: string
      readonly key?: Json
      readonly value?: Json
      readonly process?: Process
      readonly time?: Nanos
    }
  | readonly Liftable[]
  | ((context: Context) => Liftable | null)
  | null
