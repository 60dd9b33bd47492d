/** The vocabulary of a run: what was asked of the database and what came back. Imports nothing of ours. */

/** A value as it stands in a history file. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** Nanoseconds since the start of the run, on the controller's one monotonic clock. */
export type Nanos = number

/**
 * How an op stands: `invoke` asked; `ok` happened; `fail` did not happen; `info` nobody knows (no answer, or an
 * answer that proves nothing), so it may take effect at any later time, or never.
 */
export type OpType = 'invoke' | 'ok' | 'fail' | 'info'

/** A logical single-threaded client, or the nemesis. After an `info` a worker goes on under a new number. */
export type Process = number | 'nemesis'

/** Why an op failed or is indeterminate: a short kind for tables (`serialization-failure`) and one sentence. */
export interface OpError {
  readonly kind: string
  readonly message: string
}

/** One line of a history: an invocation or a completion. */
export interface Op {
  /** Position in the history; dense from 0 in recorded runs, may be sparse in imported ones. It is the order. */
  readonly index: number
  readonly time: Nanos
  readonly process: Process
  readonly type: OpType
  readonly f: string
  /** The object that the op is about, where a workload has many independent ones (Jepsen's `[k v]` tuple). */
  readonly key?: Json
  readonly value: Json
  readonly error?: OpError
  /** The node that the op was sent to, known on completions. */
  readonly node?: string
}

/** What a generator asks for and a client is given; a completion may not change it. */
export type Invocation = Pick<Op, 'f' | 'key' | 'value' | 'process' | 'time'>

/** What a client answers. `value` is what was learnt (a read's result); absent: the invoked value stands. */
export interface Completion {
  readonly type: 'ok' | 'fail' | 'info'
  readonly value?: Json
  readonly error?: OpError
  readonly node?: string
}
