import type { CheckerResult } from '../../src/checkers/checker.ts'
import type { Claim } from '../../src/targets/target.ts'
import { lookUp } from '../text.ts'

/** What a checker has to do with documented claims. */
interface Judge {
  readonly kind: Claim['kind']
  /** The promises that its invalid verdict refutes. */
  readonly refutes: RegExp
  /** Absent: it judges every claim of the kind. */
  readonly isAbout?: (claim: Claim, result: CheckerResult) => boolean
}

const known: Readonly<Record<string, Judge>> = {
  'lost-writes': { kind: 'durability', refutes: /^(?!none)/ },
  linearizable: { kind: 'consistency', refutes: /lineari[sz]ab|strict-seriali[sz]able|strong-seriali[sz]able/ },
  // Transactions run at a level of their own choice: a claim about another one says nothing of them.
  isolation: { kind: 'consistency', refutes: /^(?!none)/, isAbout: ({ promise }, result) => expects(result, promise) },
}

/** Whether a checker looks at what a claim promises. */
export function judges(checker: string, result: CheckerResult, claim: Claim): boolean {
  const judge = lookUp(known, checker)
  return judge?.kind === claim.kind && judge.isAbout?.(claim, result) !== false
}

/** Whether an invalid verdict of a checker that judges the claim breaks its promise; a loss that the manual allows is none. */
export function refutes(checker: string, { promise }: Claim): boolean {
  return lookUp(known, checker)?.refutes.test(promise) ?? false
}

function expects({ details }: CheckerResult, promise: string): boolean {
  const expected = (details as { readonly expected?: unknown } | null)?.expected
  return Array.isArray(expected) && expected.includes(promise)
}
