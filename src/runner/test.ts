import type { Client } from '../client/client.ts'
import type { Generator } from '../generator/generator.ts'
import type { Completion, Invocation, Json, Nanos, Op } from '../op/op.ts'
import type { Progress } from './progress.ts'

/** All that the runner needs: it knows neither targets nor backends. */
export interface RunnableTest {
  readonly nodes: readonly string[]
  readonly concurrency: number
  /** The whole run: client and nemesis ops, phases, final reads. */
  readonly generator: Generator
  readonly client: Client
  /** Absent: nemesis ops are refused. */
  readonly nemesis?: { setup?(): Promise<void>; invoke(op: Invocation): Promise<Completion> }
  readonly timeout: Timeout
  /** Called with each batch of ops before they are acted on; returns when they are on disk. */
  readonly record: (ops: readonly Op[]) => void
  readonly log: (line: string) => void
  /** Ends the run early and in order: no new client ops, open ones become info. */
  readonly signal?: AbortSignal
  /** Now, in ns since the start of the run. */
  readonly clock: () => Nanos
  /** Counters that the run keeps up to date; `newProgress()`. */
  readonly progress?: Progress
  /** Called once, when the first op is about to be asked for, with the means to add steps of others to the history. */
  readonly onNote?: (note: Note) => void
}

/**
 * Puts a step that nobody asked for (a promotion by a failover manager) into the history, as an info op of the nemesis
 * without invocation, on disk when it returns. Does nothing before the first and after the last op of the run.
 */
export type Note = (f: string, value: Json) => void

/** How long a worker waits for an answer. `adaptive`: 2 × p99 of the last answers, clamped. Milliseconds. */
export type Timeout =
  | { readonly kind: 'fixed'; readonly ms: number }
  | { readonly kind: 'adaptive'; readonly minMs: number; readonly maxMs: number }

/** What became of a run. */
export interface RunSummary {
  /** Lines of the history: invocations, completions, notes. */
  readonly ops: number
  /** `exhausted`: the generator had no more ops; `aborted`: the signal ended it. */
  readonly ended: 'exhausted' | 'aborted'
}
