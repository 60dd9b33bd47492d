import type { Json, Op } from '../op/op.ts'
import type { CheckerResult } from './checker.ts'
import { forbiddenBy } from './isolation/models.ts'
import { capital, list } from './text.ts'

/** One kind of thing that must not be, as often as it was seen, with an example of it. */
export interface Seen {
  readonly type: string
  /** `3 of 900 reads do not add up to 800`. */
  readonly said: string
  readonly count: number
  /** An example in one sentence, what else there is to say of it, and the history indices of its ops. */
  readonly example: string
  readonly more?: readonly string[]
  readonly ops: readonly number[]
  /** The example as a proof; default: its ops, and the sentences. */
  readonly proof?: Proof
  /** Of the lattice's anomalies, those that could each have led to this. None: no isolation level allows it. */
  readonly because: readonly string[]
  /** Confirmed from nothing but the raw ops, by other code than found it. */
  readonly confirmed: boolean
}

/** Ops by name, and what contradicts what. */
export interface Proof {
  readonly named: readonly { readonly name: string; readonly op: number; readonly text: string }[]
  readonly steps: readonly string[]
}

export interface Case {
  readonly history: readonly Op[]
  readonly seen: readonly Seen[]
  /** What the database did, after its name: `lost 3 of 800`, and where nothing was seen `kept the total`. */
  readonly phrase: string
  /** Why nothing is proven where nothing was seen; a sentence without its full stop. */
  readonly unproven: string | undefined
  readonly checked: CheckerResult['checked']
  /** The model that the database promises, where it is known. */
  readonly expect: Json | undefined
  /** What would have prevented what was seen, as a sentence, where that is no isolation level. */
  readonly remedy?: string
  /** Of the checker's own. */
  readonly details: { readonly [name: string]: Json }
}

/**
 * The result of a checker that looks for one property's violations: invalid if it was seen to be violated, be that
 * promised or not (the summary says which); unknown if there is nothing to judge by; broken if the checker saw what it
 * cannot confirm. Details: what the case adds, where a promise is known `expected: [model]` and `forbidden` (whether that
 * model forbids what was seen), and `anomalies: [{ type, about, count, ops, named, steps }]`, one of
 * each kind, as of the checker `isolation`: `named` are its ops in words, `steps` the sentences that prove it.
 */
export function conclude(given: Case): CheckerResult {
  const { history, seen, phrase, unproven, checked, expect, remedy, details } = given
  const byIndex = new Map(history.map((op) => [op.index, op]))
  const anomalies = seen.map((each) => {
    const { type, said, count, ops, example, more = [] } = each
    const { named, steps } = each.proof ?? {
      named: ops.map((op) => shown(op, byIndex.get(op))),
      steps: [example, ...more],
    }
    return { type, about: said, count, ops: [...ops], named: named.map((one) => ({ ...one })), steps: [...steps] }
  })
  const judged = typeof expect === 'string' && {
    expected: [expect],
    forbidden: seen.some((each) => forbids(expect, each)),
  }
  const common = { checked, details: { ...details, ...judged, anomalies } }
  const doubtful = seen.find(({ confirmed }) => !confirmed)
  if (doubtful !== undefined) {
    const summary = `The checker found what it cannot confirm (${doubtful.said}): a defect of its own.`
    return { verdict: 'broken', summary, ...common }
  }
  const [first] = seen
  if (first !== undefined) {
    const what = `${list(seen.map(({ said }) => said))}. ${first.example}`
    return {
      verdict: 'invalid',
      summary: capital(`${what}${remedy === undefined ? promise(seen, expect) : ` ${remedy}`}`),
      phrase,
      ...common,
    }
  }
  if (unproven !== undefined) return { verdict: 'unknown', summary: capital(`${unproven}.`), ...common }
  return { verdict: 'valid', summary: capital(`${phrase}.`), phrase, ...common }
}

function shown(index: number, op: Op | undefined): Proof['named'][number] {
  const key = op?.key === undefined ? '' : ` ${JSON.stringify(op.key)}`
  const value = op === undefined || op.value === null ? '' : ` ${JSON.stringify(op.value)}`
  const where = op?.node === undefined ? '' : ` on ${op.node}`
  const text = op === undefined ? '' : `process ${op.process}, ${op.type}${where}: ${op.f}${key}${value}`
  return { name: `op ${index}`, op: index, text }
}

/** Whether what was seen was promised not to be, as far as the promise is known. */
function promise(seen: readonly Seen[], expect: Json | undefined): string {
  if (seen.some(({ because }) => because.length === 0)) return ' No isolation level allows this.'
  if (typeof expect === 'string' && seen.some((each) => forbids(expect, each)))
    return ` The promised isolation, ${expect}, forbids this.`
  const remedy = remedies.find((model) => seen.every((each) => forbids(model, each)))
  const told = typeof expect === 'string' ? [`the promised isolation, ${expect}, allows this`] : []
  const would = remedy === undefined ? [] : [`${remedy} would forbid it`]
  const text = [...told, ...would].join('; ')
  return text === '' ? '' : ` ${capital(text)}.`
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
