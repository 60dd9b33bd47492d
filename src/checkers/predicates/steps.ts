/**
 * Why one transaction comes before another, as data (Adya 1999). Transactions are named by the index of the op that
 * stands for them; `mop` is a place in the one that reads.
 */
export type Step = { readonly from: number; readonly to: number } & (
  | {
      readonly kind: 'ww'
      readonly group: number
      readonly id: number
      readonly before: number
      readonly after: number
    }
  | { readonly kind: 'wr'; readonly group: number; readonly id: number; readonly mop: number; readonly value: number }
  | AntiDependency
  | { readonly kind: 'process' }
  | { readonly kind: 'realtime' }
)

/**
 * `item`: the reader saw the row as it was before it was updated. `predicate`: what the reader saw of the row did not
 * match, and what came later does.
 */
export type AntiDependency = {
  readonly kind: 'rw'
  readonly group: number
  readonly id: number
  readonly mop: number
  readonly after: number
} & ({ readonly of: 'item'; readonly before: number } | { readonly of: 'predicate'; readonly least: number })

export interface CycleFound {
  readonly type: string
  readonly cycle: readonly Step[]
}

/** A row that should not be in a read, or is missing from it. */
export interface WrongRow {
  readonly type: 'G1a' | 'G1b' | 'garbage-read' | 'internal' | 'future-read'
  /** The op that stands for the reader, the place in it, and the row. */
  readonly reader: number
  readonly mop: number
  readonly group: number
  readonly id: number
  /** What was read; absent where the row is missing. */
  readonly value?: number
  /** Who wrote that; absent where nobody did. */
  readonly writer?: number
}

export type Finding = CycleFound | WrongRow
