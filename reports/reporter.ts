import type { StoredRun } from '../src/store/run.ts'

/** A pure function of a stored run. `content` is written to `file` in the run's folder, or shown. */
export interface Reporter {
  readonly name: 'html' | 'terminal' | 'junit' | 'markdown'
  /** The file's name in the run's folder; absent: for the terminal. */
  readonly file?: string
  render(run: StoredRun): string | Promise<string>
}
