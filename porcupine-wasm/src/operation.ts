/** What the checker is fed: operations with their interval, or the events that they are paired from. */

/** One operation on one object, with the interval in which it must have taken effect. */
export interface Operation {
  readonly f: string
  /** What was asked: the value to write, `[from, to]` for a cas. */
  readonly value?: unknown
  /** What was answered: the value read; `false` for a cas that was refused. Ignored while indeterminate. */
  readonly output?: unknown
  /** When it was invoked and when the answer came, on one clock, in any unit. */
  readonly invoke: number
  /** `Infinity`: indeterminate. It may have taken effect at any time after `invoke`, or never. */
  readonly complete: number
  /** The object that it is about, where the model has many independent ones. */
  readonly key?: unknown
  /** The logical client; needed by models of ownership, and named in explanations. */
  readonly process?: number | string
}

/** An invocation or a completion, in the order in which they happened. */
export interface HistoryEvent {
  /** `ok`: it happened; `fail`: it did not; `info`: nobody knows. */
  readonly type: 'invoke' | 'ok' | 'fail' | 'info'
  readonly process: number | string
  readonly f: string
  readonly value?: unknown
  readonly key?: unknown
}

/** A history that cannot be what it claims to be: an answer without a question, an end before its start … */
export class HistoryError extends Error {
  override name = 'HistoryError'
}
