import { judges, refutes } from '../../reports/model/judges.ts'
import type { CheckerResult } from '../checkers/checker.ts'
import type { Claim } from '../targets/target.ts'

/** Whether the vendor promised what was broken; a loss that the manual allows is still a loss. */
export function promised(claims: readonly Claim[], broken: readonly (readonly [string, CheckerResult])[]): string {
  for (const [name, result] of broken) {
    if (result.phrase !== undefined) continue // its summary says that itself
    const claim = claims.find((each) => judges(name, result, each))
    if (claim === undefined) continue
    return refutes(name, result, claim)
      ? ` Its documentation promises: ${claim.text}`
      : ` Its documentation does not promise otherwise: ${claim.text}`
  }
  return ''
}
