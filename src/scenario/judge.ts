import type { Checker } from '../checkers/checker.ts'
import { isolation } from '../checkers/isolation/index.ts'
import { linearizable } from '../checkers/linearizable/index.ts'
import type { Conventions } from '../history/format.ts'
import type { Json } from '../op/op.ts'

/** A history of ops on single objects, judged for linearizability. */
export interface ByModel {
  /** A model of the linearizability checker: register, cas-register, multi-register, mutex, key-value … */
  readonly model: string
  /** The object's state before the first op; default: what the file's format says (nil in EDN). */
  readonly initial?: Json
}

/** A history of transactions, judged for the anomalies that an isolation level forbids. */
export interface ByWorkload {
  readonly workload: 'list-append' | 'rw-register'
  /** The model that was promised, by any name of the lattice. Default: strict-serializable. */
  readonly expect?: string
  /** rw-register: what may be assumed of each key by itself; see `docs/isolation.md`. */
  readonly sequentialKeys?: boolean
  readonly linearizableKeys?: boolean
  readonly wfrKeys?: boolean
  /** rw-register: a read of an indeterminate write proves that it committed (`evidence`), or says nothing. */
  readonly infoWrites?: 'evidence' | 'ignored'
  /** list-append: how clients append; see `docs/isolation.md`. */
  readonly appends?: 'atomic' | 'read-then-write'
}

export type Judge = ByModel | ByWorkload

export const defaultExpectation = 'strict-serializable'

/** The model that a file is held against, for its line of the result. */
export function modelOf(judge: Judge): string {
  return 'model' in judge ? judge.model : (judge.expect ?? defaultExpectation)
}

/**
 * The checker with its options, for a file of these conventions. What somebody asks to have checked may well be empty
 * of answers: nothing is impossible then, and that is the answer (`vacuous`).
 */
export function checkerFor(
  judge: Judge,
  conventions: Conventions,
): { checker: Checker; options: Record<string, Json> } {
  if (!('model' in judge)) return { checker: isolation, options: { vacuous: true, ...judge } }
  const { nilReads, refusedCas = false, initial = null } = conventions
  const options = { model: judge.model, nilReads, refusedCas, vacuous: true, initial: judge.initial ?? initial }
  return { checker: linearizable, options }
}
