import type { CheckerResult, CheckerSpec } from '../checker.ts'

/** A checker to run; `module` (a file URL whose default export is a Checker) names one that no registry holds. */
export type RunSpec = CheckerSpec & { readonly module?: string }

/** What the checkers read. Both are read in the worker, so that neither is copied. */
export interface RunInput {
  readonly historyPath: string
  readonly samplesPath?: string
}

/** What a worker sends back, once. */
export type Answer =
  | { readonly ok: true; readonly result: CheckerResult }
  | { readonly ok: false; readonly message: string }
