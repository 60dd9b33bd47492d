import type { Verdict } from '../../op/verdict.ts'
import type { Finding } from './findings.ts'

export interface IsolationResult {
  readonly verdict: Verdict
  /** The types found that the expected models forbid, sorted. */
  readonly anomalyTypes: readonly string[]
  /** Types found that the expected models allow. */
  readonly allowedTypes: readonly string[]
  readonly counts: Readonly<Record<string, number>>
  /** The first few of each type, each confirmed by the verifier from the raw ops. */
  readonly findings: readonly Finding[]
  /** The same, in words. */
  readonly anomalies: readonly Anomaly[]
  /** Found, but not confirmed: a defect of the checker; the verdict is then `broken`. */
  readonly unverified: readonly Finding[]
  /** The weakest models ruled out, and the stronger ones (Elle's names); empty if nothing forbidden was found. */
  readonly not: readonly string[]
  readonly alsoNot: readonly string[]
  /** The strongest models that everything found, allowed or not, leaves possible. */
  readonly possible: readonly string[]
  readonly checked: Readonly<Record<string, number>>
}

/** A finding for people. `shrink` makes a smaller case of it. */
export interface Anomaly {
  readonly type: string
  /** History indices of the ops that it is about; of a cycle in its order. */
  readonly ops: readonly number[]
  /** Let … Then … */
  readonly text: string
}
