import type { OnProgress } from './progress.ts'

/** How a caller follows a run and ends it early. */
export interface Hooks {
  readonly onProgress?: OnProgress
  /** Aborting ends the load, heals, takes the cluster down and judges what was recorded. */
  readonly signal?: AbortSignal
}
