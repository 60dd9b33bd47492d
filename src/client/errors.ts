import type { OpError } from '../op/op.ts'

/**
 * What a driver's error proves about an op that *could change state*. `definite`: it did not happen and never will.
 * Anything not proven definite is indefinite. `fatal`: the session cannot be used again.
 */
export interface ErrorClass extends OpError {
  readonly definite: boolean
  readonly fatal: boolean
}

/** Sorts any error that a session can throw; the table behind it is a target's own and tested. */
export type Classify = (error: unknown) => ErrorClass
