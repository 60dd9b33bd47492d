import type { OnProgress } from './progress.ts'

/** How a caller follows a run and ends it early. */
export interface Hooks {
  readonly onProgress?: OnProgress
  /** Aborting ends the load, heals, takes the cluster down and judges what was recorded. */
  readonly signal?: AbortSignal
  /** What servers that run already are logged in at with, by the names of environment variables; default: these. */
  readonly secret?: (name: string) => string | undefined
  /** Whether to write to a database that is not empty, told in one sentence; without it: no. */
  readonly consent?: (told: string, signal?: AbortSignal) => Promise<boolean>
}
