import type { CheckerResult } from '../checkers/checker.ts'
import type { Verdict } from '../op/verdict.ts'
import type { ResultsFile, TestFile } from '../store/run.ts'

type Results = { readonly [name: string]: CheckerResult }

/** The verdict in one sentence that a manager understands: what was tested, what was seen, against which promise. */
export function sentence(test: TestFile, verdict: Verdict, checkers: Results, broken?: ResultsFile['broken']): string {
  const what = `${test.target} (${test.setting})`
  if (broken !== undefined) return `The test of ${what} did not run properly (${broken.phase}): ${broken.message}`
  const said = Object.values(checkers)
    .filter((result) => result.verdict === verdict && result.checked !== undefined)
    .map((result) => result.summary.trim())
  switch (verdict) {
    case 'invalid':
      return `${what} broke a rule: ${said.join(' ')}${promise(test, checkers)}`
    case 'broken':
      return `A check of ${what} could not be made: ${said.join(' ')}`
    case 'unknown':
      return `Nothing is proven about ${what}: ${said.join(' ')}`
    case 'valid':
      return `${what} kept its promises in this run: ${main(checkers)}`
  }
}

/** Whether the vendor promised what was broken; a loss that the manual allows is still a loss. */
function promise(test: TestFile, checkers: Results): string {
  const kind = checkers['lost-writes']?.verdict === 'invalid' ? 'durability' : 'consistency'
  const claim = test.claims.find((candidate) => candidate.kind === kind)
  if (claim === undefined) return ''
  return claim.promise === 'none'
    ? ` Its documentation does not promise otherwise (${claim.source}).`
    : ` Its documentation promises: ${claim.text} (${claim.source}).`
}

/** The safety checkers speak for a valid run; the counts of the others stand in the report. */
function main(checkers: Results): string {
  const safety = ['lost-writes', 'linearizable', 'isolation'].flatMap((name) => checkers[name] ?? [])
  const chosen = safety.length > 0 ? safety : Object.values(checkers)
  const faults = checkers.faults?.checked
  const observed = faults?.observed
  return (
    chosen.map((result) => result.summary.trim()).join(' ') +
    (observed === undefined || observed === 0 ? '' : ` Faults observed: ${observed}.`)
  )
}
