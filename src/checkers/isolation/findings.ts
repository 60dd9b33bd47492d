import type { Json } from '../../op/op.ts'

/**
 * One anomaly as data. Transactions are named by the index of the op that stands for them (the completion, or the
 * invocation of one that was never answered); `mop` is a place in that transaction.
 */
export type Finding =
  | {
      readonly type: 'G1a' | 'G1b'
      readonly key: Json
      readonly value: Json
      readonly writer: number
      readonly reader: number
      readonly mop: number
    }
  | {
      readonly type: 'garbage-read'
      readonly key: Json
      readonly value: Json
      readonly reader: number
      readonly mop: number
    }
  | {
      readonly type: 'duplicate-elements'
      readonly key: Json
      readonly value: Json
      readonly reader: number
      readonly mop: number
    }
  | {
      readonly type: 'internal'
      readonly key: Json
      readonly txn: number
      readonly mop: number
      readonly expected: Expected
    }
  | {
      readonly type: 'future-read'
      readonly key: Json
      readonly value: Json
      readonly txn: number
      readonly mop: number
      readonly write: number
    }
  | { readonly type: 'incompatible-order'; readonly key: Json; readonly reads: readonly [ReadAt, ReadAt] }
  | {
      readonly type: 'dirty-update'
      readonly key: Json
      readonly values: readonly Json[]
      readonly aborted: number
      readonly committed: number
      readonly read: ReadAt
    }
  | {
      readonly type: 'lost-update'
      readonly key: Json
      readonly value: Json
      readonly txns: readonly number[]
      /** Two reads, each with what one of two transactions appended to `value`. Absent: both read it themselves. */
      readonly reads?: readonly [ReadAt, ReadAt]
    }
  | { readonly type: 'cyclic-versions'; readonly key: Json; readonly versions: readonly VersionStep[] }
  | { readonly type: string; readonly cycle: readonly Step[] }

/** A read of one transaction. */
export interface ReadAt {
  readonly txn: number
  readonly mop: number
}

/** What a read had to return: a value, or a list that ends so. */
export type Expected = { readonly value: Json } | { readonly end: readonly Json[] }

/** Why one transaction comes before another. `before` and `after` are versions; null is the initial one. */
export type Step =
  | {
      readonly kind: 'ww' | 'rw'
      readonly from: number
      readonly to: number
      readonly key: Json
      readonly before: Json
      readonly after: Json
      readonly because: Because
    }
  | { readonly kind: 'wr'; readonly from: number; readonly to: number; readonly key: Json; readonly value: Json }
  | { readonly kind: 'process' | 'realtime'; readonly from: number; readonly to: number }

/** How it is known that one version came before another. */
export type Because =
  /** This read returned both, one right after the other (or `after` first of all). */
  | { readonly how: 'read'; readonly read: ReadAt }
  /** Nobody read `after`; this read (absent: none saw anything) is the longest one. */
  | { readonly how: 'unread'; readonly read?: ReadAt }
  /** Nothing comes before the initial version. */
  | { readonly how: 'initial' }
  /** This transaction read one and wrote the other. */
  | { readonly how: 'wfr'; readonly txn: number }
  /** Two transactions touched them in this order: in one process, or one after the other in real time. */
  | { readonly how: 'sequential' | 'linearizable'; readonly first: number; readonly second: number }

export interface VersionStep {
  readonly before: Json
  readonly after: Json
  readonly because: Because
}

export function isCycle(finding: Finding): finding is Extract<Finding, { cycle: unknown }> {
  return 'cycle' in finding
}
