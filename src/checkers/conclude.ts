import type { Json } from '../op/op.ts'
import type { CheckerResult } from './checker.ts'
import { forbiddenBy } from './isolation/models.ts'
import { list } from './text.ts'

/** One kind of thing that must not be, as often as it was seen, with an example of it. */
export interface Seen {
  readonly type: string
  /** `3 of 900 reads do not add up to 800`. */
  readonly said: string
  readonly count: number
  /** The example in words, and the history indices of its ops. */
  readonly text: string
  readonly ops: readonly number[]
  /** Of the lattice's anomalies, those that could each have led to this. None: no isolation level allows it. */
  readonly because: readonly string[]
  /** Confirmed from nothing but the raw ops, by other code than found it. */
  readonly confirmed: boolean
}

export interface Case {
  readonly seen: readonly Seen[]
  /** What the database did, after its name: `lost 3 of 800`, and where nothing was seen `kept the total`. */
  readonly phrase: string
  /** Why nothing is proven where nothing was seen; a sentence without its full stop. */
  readonly unproven: string | undefined
  readonly checked: CheckerResult['checked']
  /** The model that the database promises, where it is known. */
  readonly expect: Json | undefined
  /** Of the checker's own. */
  readonly details: { readonly [name: string]: Json }
}

/**
 * The result of a checker that looks for one property's violations: invalid if it was seen to be violated, be that
 * promised or not (the summary says which); unknown if there is nothing to judge by; broken if the checker saw what it
 * cannot confirm. Details: what the case adds, and `anomalies: [{ type, about, count, ops, text }]`, one of each kind.
 */
export function conclude({ seen, phrase, unproven, checked, expect, details }: Case): CheckerResult {
  const anomalies = seen.map(({ type, said, count, ops, text }) => ({ type, about: said, count, ops: [...ops], text }))
  const common = { checked, details: { ...details, anomalies } }
  const doubtful = seen.find(({ confirmed }) => !confirmed)
  if (doubtful !== undefined) {
    const summary = `The checker found what it cannot confirm (${doubtful.said}): a defect of its own.`
    return { verdict: 'broken', summary, ...common }
  }
  const [first] = seen
  if (first !== undefined) {
    const what = `${list(seen.map(({ said }) => said))}. ${first.text.split('\n')[0] ?? ''}`
    return { verdict: 'invalid', summary: capital(`${what}${promise(seen, expect)}`), phrase, ...common }
  }
  if (unproven !== undefined) return { verdict: 'unknown', summary: capital(`${unproven}.`), ...common }
  return { verdict: 'valid', summary: capital(`${phrase}.`), phrase, ...common }
}

/** Whether what was seen was promised not to be, as far as the promise is known. */
function promise(seen: readonly Seen[], expect: Json | undefined): string {
  if (seen.some(({ because }) => because.length === 0)) return ' No isolation level allows this.'
  if (typeof expect === 'string' && seen.some((each) => forbids(expect, each)))
    return ` The promised isolation, ${expect}, forbids this.`
  const remedy = remedies.find((model) => seen.every((each) => forbids(model, each)))
  const would = remedy === undefined ? '' : `${remedy} would forbid it.`
  return typeof expect === 'string' ? ` The promised isolation, ${expect}, allows this; ${would}` : ` ${capital(would)}`
}

/** Models that databases offer, weakest first. */
const remedies = [
  'read-committed',
  'snapshot-isolation',
  'serializable',
  'strong-session-snapshot-isolation',
  'strong-session-serializable',
  'strict-serializable',
]

function forbids(model: string, { because }: Seen): boolean {
  const forbidden = forbiddenBy([model])
  return because.every((type) => forbidden.has(type))
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
