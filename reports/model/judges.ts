import type { CheckerResult } from '../../src/checkers/checker.ts'
import type { Claim } from '../../src/targets/target.ts'
import { lookUp } from '../text.ts'

/** What a checker has to do with documented claims. */
interface Judge {
  readonly kind: Claim['kind']
  /** The promises that its invalid verdict refutes. */
  readonly refutes: (promise: string, result: CheckerResult) => boolean
  /** Absent: it judges every claim of the kind. */
  readonly isAbout?: (claim: Claim, result: CheckerResult) => boolean
}

/** Of those that look for one property's violations: whether the level at which transactions ran forbids them. */
const property: Judge = {
  kind: 'consistency',
  refutes: (_, result) => field(result, 'forbidden') === true,
  isAbout: ({ promise }, result) => expects(result, promise),
}

const known: Readonly<Record<string, Judge>> = {
  'lost-update': property,
  bank: property,
  'causal-reverse': property,
  'long-fork': property,
  monotonic: property,
  predicates: property,
  // What is there twice is not lost: that is no matter of durability.
  'lost-writes': {
    kind: 'durability',
    // A write that others saw, and nobody acknowledged, may vanish where only acknowledged ones are promised to stay.
    refutes: (promise, result) => promise !== 'none' && !(promise.startsWith('acknowledged') && onlyVanished(result)),
    isAbout: (_, result) => !onlyTwice(result),
  },
  linearizable: {
    kind: 'consistency',
    refutes: (promise) => /lineari[sz]ab|strict-seriali[sz]able|strong-seriali[sz]able/.test(promise),
  },
  // Transactions run at a level of their own choice: a claim about another one says nothing of them.
  isolation: {
    kind: 'consistency',
    refutes: (promise) => promise !== 'none',
    isAbout: ({ promise }, result) => expects(result, promise),
  },
}

/** Whether a checker looks at what a claim promises. */
export function judges(checker: string, result: CheckerResult, claim: Claim): boolean {
  const judge = lookUp(known, checker)
  return judge?.kind === claim.kind && judge.isAbout?.(claim, result) !== false
}

/** Whether an invalid verdict of a checker that judges the claim breaks its promise; a loss that the manual allows is none. */
export function refutes(checker: string, result: CheckerResult, { promise }: Claim): boolean {
  return lookUp(known, checker)?.refutes(promise, result) ?? false
}

function expects(result: CheckerResult, promise: string): boolean {
  const expected = field(result, 'expected')
  return Array.isArray(expected) && expected.includes(promise)
}

/** The only fault found: elements that are there more than once. */
function onlyTwice(result: CheckerResult): boolean {
  const { duplicated, lost, vanished, unexpected } = countsOf(result)
  return duplicated > 0 && lost + vanished + unexpected === 0
}

/** The only fault found: unacknowledged writes that were seen and then vanished. */
function onlyVanished(result: CheckerResult): boolean {
  const { vanished, lost, unexpected } = countsOf(result)
  return vanished > 0 && lost + unexpected === 0
}

function countsOf(result: CheckerResult) {
  const counts = field(result, 'counts') as Readonly<Record<string, number>> | undefined
  return { duplicated: 0, lost: 0, vanished: 0, unexpected: 0, ...counts }
}

function field({ details }: CheckerResult, name: string): unknown {
  return (details as { readonly [name: string]: unknown } | null)?.[name]
}

/** Whether a checker is there to judge promises: what it says of one that is not documented is worth a line, too. */
export function isJudge(checker: string): boolean {
  return lookUp(known, checker) !== undefined
}
