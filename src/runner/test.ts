import type { Client } from '../client/client.ts'
import type { Generator } from '../generator/generator.ts'
import type { Completion, Invocation, Nanos, Op } from '../op/op.ts'

/** All that the runner needs: it knows neither targets nor backends. */
export interface RunnableTest {
  readonly nodes: readonly string[]
  readonly concurrency: number
  /** The whole run: client and nemesis ops, phases, final reads. */
  readonly generator: Generator
  readonly client: Client
  /** Absent: nemesis ops are refused. */
  readonly nemesis?: { invoke(op: Invocation): Promise<Completion> }
  readonly timeout: Timeout
  /** Called with each batch of ops before they are acted on; returns when they are on disk. */
  readonly record: (ops: readonly Op[]) => void
  readonly log: (line: string) => void
  /** Ends the run early and in order: no new client ops, open ones become info. */
  readonly signal?: AbortSignal
  /** Now, in ns since the start of the run. */
  readonly clock: () => Nanos
}

/** How long a worker waits for an answer. `adaptive`: 2 × p99 of the last answers, clamped. Milliseconds. */
export type Timeout =
  | { readonly kind: 'fixed'; readonly ms: number }
  | { readonly kind: 'adaptive'; readonly minMs: number; readonly maxMs: number }
