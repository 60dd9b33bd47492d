import { MurphyError } from '../op/failure.ts'

/** One sentence and what to do next. Only a defect of Murphy's own shows its stack. */
export function tellFailure(error: unknown): void {
  if (error instanceof MurphyError) {
    process.stderr.write(`error: ${error.message}\n`)
    if (error.hint !== undefined) process.stderr.write(`       ${error.hint}\n`)
    return
  }
  process.stderr.write(
    `error: Murphy failed where it should not have: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  )
  process.stderr.write("       Please report this, with the run folder's murphy.log.\n")
}
