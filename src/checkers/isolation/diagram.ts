import type { Op } from '../../op/op.ts'
import type { Step } from './findings.ts'

/** What a picture of a finding shows: transactions (or versions of a key) as boxes, arrows between them. Plain data. */
export interface Diagram {
  readonly boxes: readonly Box[]
  /** Of a cycle one from each box to the next, and from the last to the first. */
  readonly arrows: readonly Arrow[]
  /** Each arrow is one step of the proof, in its order. */
  readonly stepwise?: true
}

export interface Box {
  /** `T1`, or a version: `x = 3`. */
  readonly name: string
  /** The op that stands for the transaction, with who did it and what became of it; absent for a version. */
  readonly op?: number
  readonly process?: number
  readonly node?: string
  readonly outcome?: Op['type']
  readonly mops: readonly ShownMop[]
}

export interface ShownMop {
  readonly text: string
  /** Places of the arrows that rest on this micro-operation. */
  readonly arrows: readonly number[]
  /** What is wrong about it. */
  readonly wrong?: string
}

export interface Arrow {
  readonly from: number
  readonly to: number
  /** `ww`, `wr`, `rw`, `process`, `realtime`; `version` between versions; `against` where two reads disagree. */
  readonly kind: Step['kind'] | 'version' | 'against'
  readonly key?: string
  /** `3 → 4`: the versions that it is about. */
  readonly about?: string
  /** In a few words. */
  readonly says: string
}
