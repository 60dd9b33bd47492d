import type { CheckerResult } from '../../src/checkers/checker.ts'
import type { Verdict } from '../../src/op/verdict.ts'
import type { Claim } from '../../src/targets/target.ts'
import { count, list, spaced, title } from '../text.ts'
import { isJudge, judges, refutes } from './judges.ts'

/** How a promise fared. `beyond`: what was seen broken is more than was promised. */
export type Fared = 'kept' | 'broken' | 'beyond' | 'undecided' | 'unjudged'

/** What a claim promises, in words: `none` is no promise. */
export function promiseText({ kind, promise }: Claim): string {
  return promise === 'none' ? `No promise of ${kind}` : title(promise)
}

/** One row of "promised against seen". */
export interface Promised {
  /** Absent: a checker that no documented claim is about. */
  readonly claim?: Claim
  readonly checkers: readonly string[]
  readonly seen: string
  readonly fared: Fared
  readonly word: string
}

const words: Readonly<Record<Fared, string>> = {
  kept: 'Held in this run',
  broken: 'Broken',
  beyond: 'Not promised, not kept',
  undecided: 'Undecided',
  unjudged: 'Not checked by this run',
}

/** Each documented claim with what was seen of it, then the other checkers where they have something to say. */
export function promises(claims: readonly Claim[], checkers: Readonly<Record<string, CheckerResult>>): Promised[] {
  const judged = new Set<string>()
  const rows = claims.map((claim): Promised => {
    const mine = Object.entries(checkers).filter(([name, result]) => judges(name, result, claim))
    for (const [name] of mine) judged.add(name)
    if (mine.length === 0) return row(claim, [], 'No checker of this run looks at it.', 'unjudged')
    const seen = mine.map(([, result]) => sentence(result)).join(' ')
    return row(
      claim,
      mine.map(([name]) => name),
      seen,
      ...howItFared(claim, mine),
    )
  })
  // What only counts, and found nothing, says so further down, under what was checked.
  const rest = Object.entries(checkers).filter(
    ([name, { verdict }]) => !judged.has(name) && (claims.length === 0 || verdict !== 'valid' || isJudge(name)),
  )
  return [...rows, ...rest.map(([name, result]) => unclaimed(name, result))]
}

function row(claim: Claim, checkers: readonly string[], seen: string, how: Fared, word = words[how]): Promised {
  return { claim, checkers, seen, fared: how, word }
}

function howItFared(claim: Claim, results: readonly (readonly [string, CheckerResult])[]): [Fared, string] {
  const how = fared(claim, results)
  return [how, how === 'kept' && claim.promise === 'none' ? 'Not promised, but held in this run' : words[how]]
}

function fared(claim: Claim, results: readonly (readonly [string, CheckerResult])[]): Fared {
  const invalid = results.filter(([, result]) => result.verdict === 'invalid')
  if (invalid.some(([name, result]) => refutes(name, result, claim))) return 'broken'
  if (invalid.length > 0) return 'beyond'
  return results.every(([, result]) => result.verdict === 'valid') ? 'kept' : 'undecided'
}

const unclaimedWords: Readonly<Record<Verdict, readonly [Fared, string]>> = {
  valid: ['kept', 'Nothing found'],
  invalid: ['broken', 'Failed'],
  unknown: ['undecided', 'Undecided'],
  broken: ['undecided', 'Could not be checked'],
}

function unclaimed(name: string, result: CheckerResult): Promised {
  const [how, word] = unclaimedWords[result.verdict]
  return { checkers: [name], seen: sentence(result), fared: how, word }
}

/** A checker's sentence with what it rests on. */
function sentence(result: CheckerResult): string {
  const summary = result.summary.trim()
  return /[.!?]$/.test(summary) ? summary : `${summary}.`
}

/** `{ ops: 1200, keys: 5 }` → `1,200 ops and 5 keys`. */
export function checkedText(checked: CheckerResult['checked']): string {
  const parts = Object.entries(checked).map(
    ([what, n]) => `${count(n)} ${n === 1 ? spaced(what).replace(/s$/, '') : spaced(what)}`,
  )
  return parts.length === 0 ? 'nothing' : list(parts)
}
