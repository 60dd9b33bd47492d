import { deepStrictEqual } from 'node:assert'
import fc from 'fast-check'
import { allRules } from '../src/core/core.ts'
import { bruteForce, check, checkOperations, LinearizabilityStream, type Model, type Verdict } from '../src/index.ts'
import { isIndeterminate } from '../src/model.ts'
import { concurrencyOf, type Recorded, recordings } from './arbitraries.ts'
import { type Case, cases } from './cases.ts'
import { plainSearch } from './plain-search.ts'

/** Steps. With few reductions, or none, a history of many lost answers takes too long: then there is no opinion. */
const patience = 20_000
const budget = { explain: false, maxSteps: patience }

/** What the histories of a case were like: generators that make only one kind of history test nothing. */
type Counts = Record<string, number>

/** A property, and what its histories were like so far (bench/agreement.ts). */
export interface Agreement extends Case {
  readonly property: fc.IProperty<unknown>
  readonly counts: Counts
  /** Subsets of the reductions that were tried. */
  readonly subsets: ReadonlySet<number>
}

export function agreements(): Agreement[] {
  return cases.map((one) => {
    const counts: Counts = {}
    const subsets = new Set<number>()
    return { ...one, property: agreement(one, counts, subsets), counts, subsets }
  })
}

/**
 * For any history of a case these agree: brute force (small histories), a plain search, the check as users call it
 * (polynomial paths included), from operations and from events, the compiled search with any subset of its reductions,
 * and the stream.
 */
function agreement({ model, ops }: Case, counts: Counts, subsets: Set<number>): fc.IProperty<unknown> {
  const small = recordings(model, ops)
  const larger = recordings(model, ops, 32)
  return fc.property(
    fc.oneof({ weight: 5, arbitrary: small }, { weight: 1, arbitrary: larger }),
    fc.nat(allRules),
    fc.constantFrom(1, 3, 64),
    (history, rules, every) => {
      const { operations, events } = history
      const result = checkOperations(model, operations, budget)
      const plain = plainSearch(model, operations, patience)
      // What takes the plain search too long takes brute force longer.
      const brute = plain !== undefined && operations.length <= 14 ? bruteForce(model, operations) : undefined
      const opinions = {
        'brute force': word(brute),
        'plain search': word(plain),
        check: result.verdict,
        'check of events': check(model, events, budget).verdict,
        [`search, rules ${rules}`]: checkOperations(model, operations, { ...budget, rules }).verdict,
        [`stream, every ${every}`]: streamed(model, history, every),
      }
      const given = Object.entries(opinions).filter(([, opinion]) => opinion !== 'unknown')
      const expected = given[0]?.[1] ?? 'unknown'
      subsets.add(rules)
      const polynomial = result.objects.every(({ stats }) => stats.method !== 'search')
      for (const kind of [
        expected,
        ...(brute === undefined ? [] : ['brute force']),
        ...(polynomial ? ['polynomial'] : []),
        ...(operations.some(isIndeterminate) ? ['indeterminate'] : []),
        ...(events.some(({ type }) => type === 'fail') ? ['failed'] : []),
        `${concurrencyOf(operations)} at once`,
      ])
        counts[kind] = (counts[kind] ?? 0) + 1
      deepStrictEqual(Object.fromEntries(given), Object.fromEntries(given.map(([who]) => [who, expected])))
    },
  )
}

function word(isLinearizable: boolean | undefined): Verdict {
  return isLinearizable === undefined ? 'unknown' : isLinearizable ? 'valid' : 'invalid'
}

/** The stream's verdict while the history is fed to it, which must be that of its end. */
function streamed(model: Model, { events }: Recorded, every: number): string {
  const stream = new LinearizabilityStream(model, { ...budget, every, share: 0 })
  const early = events.map((event) => stream.feed(event)?.verdict).find((verdict) => verdict !== undefined)
  const { verdict } = stream.finish()
  if (early !== undefined && early !== verdict) return `${early} early, ${verdict} in the end`
  return every === 1 && early === undefined && verdict === 'invalid' ? 'too late' : verdict
}
