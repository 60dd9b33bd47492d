import { realpathSync } from 'node:fs'
import { findRun } from '../store/folder.ts'

/** The folder of a run that was named on the command line; never `latest`, which another run may soon be. */
export function given(store: string, run: string): string {
  return realpathSync(findRun(store, run))
}
