import { Notes } from './notes.ts'

/** What a run is about to make on servers that are not Murphy's. */
export interface Remains {
  readonly runId: string
  readonly target: string
  /** The servers as test.json shows them. */
  readonly servers: readonly string[]
}

const notes = new Notes<Remains>(
  'on-servers',
  ({ target, servers }) => typeof target === 'string' && Array.isArray(servers),
)

/** Notes it before it is made. */
export const note = (made: Remains): void => notes.write(made)

/** It is gone from the servers. */
export const forget = (runId: string): void => notes.forget(runId)

/** What this user's runs with a dead controller left, or the run that is named. */
export const remains = (runId?: string): Remains[] => notes.left(runId)
