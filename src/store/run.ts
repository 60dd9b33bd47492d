import type { CheckerResult } from '../checkers/checker.ts'
import type { Sample } from '../history/samples.ts'
import type { Json, Op } from '../op/op.ts'
import type { Verdict } from '../op/verdict.ts'
import type { Claim } from '../targets/target.ts'

/** `test.json`: what was asked for, and with what. Written before the first op. */
export interface TestFile {
  readonly schema: 1
  readonly runId: string
  readonly name: string
  readonly murphy: string
  readonly startedAt: string
  /** When the controller had taken everything down; absent: it was killed before. */
  readonly endedAt?: string
  /** Why it ended before its time, if it did; such a run cannot be green. */
  readonly interrupted?: string
  /** Why the harness is to blame, if it is; such a run is broken however often it is analyzed. */
  readonly broken?: Broken
  /** The command that repeats this run, with its seed. */
  readonly command: string
  readonly seed: number
  readonly target: string
  readonly setting: string
  readonly claims: readonly Claim[]
  readonly workload: string
  readonly backend: string
  readonly faults: readonly string[]
  readonly schedule?: string
  readonly nodes: readonly string[]
  readonly concurrency: number
  readonly timeLimitMs: number
  /** All options as resolved, secrets redacted. */
  readonly options: { readonly [name: string]: Json }
  /** Versions and digests: the servers', the images', Node's. Filled after set-up. */
  readonly versions: { readonly [name: string]: string }
  /** The checkers with their options, so that `analyze` can run them again. */
  readonly checkers: readonly { readonly name: string; readonly options?: { readonly [name: string]: Json } }[]
  /** The controller, for `clean` to tell a live run from a crashed one. */
  readonly controller: { readonly pid: number; readonly startedAt: string }
}

/** What broke the harness: in which phase, what, and what to do next. */
export interface Broken {
  readonly phase: string
  readonly message: string
  readonly hint?: string
  /** This machine lacks what it takes; nothing was put to the test. */
  readonly unavailable?: true
}

/** `results.json`. */
export interface ResultsFile {
  readonly schema: 1
  readonly runId: string
  readonly verdict: Verdict
  /** The verdict in one sentence that a manager understands. */
  readonly sentence: string
  readonly checkers: { readonly [name: string]: CheckerResult }
  /** Why the harness is to blame, where the verdict is `broken`. */
  readonly broken?: Broken
  /** History as it was read: whole, or cut by a crash or a full disk. */
  readonly history: { readonly ops: number; readonly complete: boolean; readonly note?: string }
  readonly analyzedAt: string
  readonly murphy: string
}

/** A run as reporters and `analyze` see it: everything from disk. */
export interface StoredRun {
  readonly folder: string
  readonly test: TestFile
  readonly results: ResultsFile
  readonly history: readonly Op[]
  readonly samples: readonly Sample[]
}
