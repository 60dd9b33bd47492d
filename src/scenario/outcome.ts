import type { StoredRun } from '../store/run.ts'

/** A run as its caller gets it: the folder and everything that is in it. */
export type Outcome = StoredRun
