import { wrap } from '../../reports/text.ts'
import { MurphyError } from '../op/failure.ts'

/** One sentence and what to do next. Only a defect of Murphy's own shows its stack. */
export function tellFailure(error: unknown): void {
  if (error instanceof MurphyError) {
    process.stderr.write(`${fitted(`error: ${error.message}`)}\n`)
    if (error.hint !== undefined) process.stderr.write(`${fitted(indented(error.hint))}\n`)
    return
  }
  process.stderr.write(
    `error: Murphy failed where it should not have: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  )
  process.stderr.write("       Please report this, with the run folder's murphy.log.\n")
}

const margin = ' '.repeat('error: '.length)

/** Below `error: `. */
export const indented = (text: string) => margin + text

/** Wrapped on a terminal; what goes to a file or a pipe keeps its lines whole. */
function fitted(line: string): string {
  const { isTTY, columns = 100 } = process.stderr
  if (isTTY !== true || line.length <= columns) return line
  const body = wrap(line.slice(margin.length), Math.max(columns, 40), margin)
  return line.slice(0, margin.length) + body.slice(margin.length)
}
