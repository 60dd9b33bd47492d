import type { Sample } from '../history/samples.ts'
import type { Json, Op } from '../op/op.ts'
import type { Verdict } from '../op/verdict.ts'

/** What a checker needs beside the history; everything in it is plain data, so that it can cross to a worker. */
export interface CheckInput {
  readonly history: readonly Op[]
  /** Periodic samples of the cluster, in time order; empty for imported histories. */
  readonly samples: readonly Sample[]
  readonly options: { readonly [name: string]: Json }
  /** Told now and then how far the check has come, by checkers that know. */
  readonly onProgress?: (progress: CheckerProgress) => void
}

/** Keys that are done, of how many; steps of the search of the next one. */
export interface CheckerProgress {
  readonly keysDone: number
  readonly keys: number
  readonly steps: number
}

/** What a checker says. A `valid` without counts of what was checked is worth nothing: `checked` is required. */
export interface CheckerResult {
  readonly verdict: Verdict
  /** One plain sentence for the report. */
  readonly summary: string
  /** What the database did, after its name and in the past tense: `lost 3 of 800`. For the run's one sentence. */
  readonly phrase?: string
  /** How much evidence the verdict rests on: `{ ops: 1200, acknowledged: 600, keys: 5 }`. */
  readonly checked: { readonly [what: string]: number }
  /** The findings, worst first; shape is the checker's own and documented in its file. */
  readonly details: Json
}

/** A pure function of a history. It never sees a backend or a target. */
export interface Checker {
  readonly name: string
  /** What it proves, one line for `murphy list`. */
  readonly about: string
  check(input: CheckInput): CheckerResult | Promise<CheckerResult>
}

/** A checker by name with its options and budget: what crosses to the worker thread. */
export interface CheckerSpec {
  readonly name: string
  readonly options?: { readonly [name: string]: Json }
  /** Hard limits; a worker that passes one is ended and the verdict is `unknown` with the reason. */
  readonly timeoutMs?: number
  readonly memoryMb?: number
}
