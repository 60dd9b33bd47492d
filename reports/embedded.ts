/**
 * What the page carries for its viewer: JSON, gzipped, base64. Columns, because equal things side by side compress
 * well and parse fast. Times are whole microseconds. Types only: both Node and the browser side import this file.
 */
export interface Embedded {
  /** The run's length, µs: the last moment of the history or of the samples. */
  readonly end: number
  readonly nodes: readonly string[]
  /** Process p is a worker of thread p mod concurrency; 0: every process is its own lane. */
  readonly concurrency: number
  readonly ops: OpColumns
  readonly faults: readonly EmbeddedFault[]
  readonly steps: readonly EmbeddedStep[]
  readonly roles: readonly EmbeddedRole[]
  readonly lag: LagColumns
  /** How many ops each ok one, and each other one, stands for; those found fault with stand for themselves. */
  readonly weights: { readonly ok: number; readonly other: number }
  /** Ops that a checker found fault with: invocation indices, rising. */
  readonly found: readonly number[]
  /** Said above the axis where not every op of the run is here. */
  readonly note?: string
}

/** Client ops in the order of their invocations. Numbers marked Δ are differences to the op before. */
export interface OpColumns {
  readonly count: number
  /** Δ history index of the invocation. */
  readonly index: readonly number[]
  /** History index of the completion minus that of the invocation; 0: none. */
  readonly done: readonly number[]
  /** Δ time of the invocation. */
  readonly at: readonly number[]
  /** From invocation to completion; -1: no completion. */
  readonly took: readonly number[]
  readonly process: readonly number[]
  /** 0 ok, 1 fail, 2 info. */
  readonly type: readonly number[]
  /** Into `fs`. */
  readonly f: readonly number[]
  readonly fs: readonly string[]
  /** Into the run's nodes; -1: not known. */
  readonly node: readonly number[]
  /** Into `keys`; -1: none. */
  readonly key: readonly number[]
  readonly keys: readonly string[]
  /** The invoked value as text, clipped. */
  readonly value: readonly string[]
  /** What a completion learnt beyond the invoked value, by position. */
  readonly result: Readonly<Record<number, string>>
  /** Into `errors`; -1: none. */
  readonly error: readonly number[]
  readonly errors: readonly { readonly kind: string; readonly message: string }[]
}

export interface EmbeddedFault {
  readonly fault: string
  /** Asked for; surely in force from here; healing asked for; healed. -1, the last two: never. */
  readonly began: number
  readonly from: number
  readonly to: number
  readonly ended: number
  readonly nodes: readonly string[]
  readonly mechanism: string
  readonly seen: boolean
  readonly how: string
  readonly op: number
}

export interface EmbeddedStep {
  readonly at: number
  readonly op: number
  readonly kind: 'fault' | 'heal' | 'step' | 'trouble'
  readonly title: string
  readonly text: string
}

/** A node kept this role from `from` to `to`. */
export interface EmbeddedRole {
  readonly node: number
  readonly role: 'primary' | 'standby' | 'down' | 'unknown'
  readonly from: number
  readonly to: number
}

/** Replication lag samples that changed something, in time order. */
export interface LagColumns {
  readonly node: readonly number[]
  /** Δ time. */
  readonly at: readonly number[]
  /** -1: from here on not known. */
  readonly bytes: readonly number[]
}
