import { render } from '../../reports/registry.ts'
import { MurphyError } from '../op/failure.ts'
import type { Outcome } from '../scenario/outcome.ts'

/** The end of `test`, `analyze` and `demo`: the terminal report, or one line of JSON for machines. */
export async function tellOutcome(outcome: Outcome, json: boolean): Promise<void> {
  if (!json) {
    process.stdout.write(await render('terminal', outcome))
    return
  }
  const checkers = Object.fromEntries(
    Object.entries(outcome.results.checkers).map(([name, result]) => [name, result.verdict]),
  )
  const { verdict, sentence, broken } = outcome.results
  process.stdout.write(
    `${JSON.stringify({ folder: outcome.folder, verdict, sentence, checkers, ...(broken === undefined ? {} : { broken }) })}\n`,
  )
}

/** What machines read instead of an outcome where there is none: the store could not be written. */
export function tellNoOutcome(error: unknown, json: boolean): void {
  if (!json || !(error instanceof MurphyError) || error.kind !== 'broken') return
  const { message, hint } = error
  process.stdout.write(`${JSON.stringify({ verdict: 'broken', broken: { message, ...(hint && { hint }) } })}\n`)
}
