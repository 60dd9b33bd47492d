import type { CheckerResult } from '../../src/checkers/checker.ts'
import type { Pair } from '../../src/history/pair.ts'
import type { Json, Nanos } from '../../src/op/op.ts'
import { list, moment, plural, valueText } from '../text.ts'
import { fate, fateParts } from './fate.ts'
import type { FaultSpan } from './faults.ts'
import { fields, number, rows } from './fields.ts'
import type { Step } from './story.ts'

/** An acknowledged write that was not there in the end. */
export interface LostWrite {
  readonly element: string
  /** History index of its invocation. */
  readonly op?: number
  readonly f?: string
  readonly node?: string
  readonly acknowledged?: Nanos
  readonly fate: readonly string[]
}

/** The lost writes of a run: how many there are, and those that the checker lists, in order of acknowledgement. */
export interface LostWrites {
  readonly total: number
  readonly listed: readonly LostWrite[]
  /** Who acknowledged them, when, and what came then: a sentence a node. */
  readonly inShort: readonly string[]
}

/** As many are shown on the page; the rest is in results.json. */
export const SHOWN = 50

export interface Around {
  readonly calls: readonly Pair[]
  readonly spans: readonly FaultSpan[]
  readonly steps: readonly Step[]
}

/** Traces what the `lost-writes` checker lists to the node that acknowledged it, and to what became of that node. */
export function lostWrites(result: CheckerResult | undefined, around: Around): LostWrites {
  const details = fields(result?.details)
  const entries = rows(details?.lost)
  const listed = entries
    .map((entry) => lostWrite(entry, around))
    .sort((a, b) => (a.acknowledged ?? 0) - (b.acknowledged ?? 0))
    .map((write, i) => (i < SHOWN ? { ...write, fate: fateOf(write, around) } : write))
  return {
    total: number(fields(details?.counts)?.lost) ?? listed.length,
    listed,
    inShort: inShort(listed, around),
  }
}

function lostWrite(entry: { readonly [name: string]: Json }, { calls }: Around): LostWrite {
  const op = number(entry.op)
  const acknowledged = number(entry.acknowledgedAt)
  const key = entry.key === undefined ? '' : ` to ${valueText(entry.key, 40)}`
  return {
    element: `${valueText(entry.element, 80)}${key}`,
    ...(op !== undefined && { op }),
    ...(op !== undefined && fOf(calls, op)),
    ...(typeof entry.node === 'string' && { node: entry.node }),
    ...(acknowledged !== undefined && { acknowledged }),
    fate: [],
  }
}

/** Calls are in the order of their invocations, and so of their indices. */
function fOf(calls: readonly Pair[], index: number): { f: string } | undefined {
  let low = 0
  let high = calls.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((calls[middle]?.invoke.index ?? 0) < index) low = middle + 1
    else high = middle
  }
  const found = calls[low]?.invoke
  return found?.index === index ? { f: found.f } : undefined
}

function fateOf({ node, acknowledged }: LostWrite, { spans, steps }: Around): string[] {
  if (node === undefined || acknowledged === undefined) return []
  return fateParts(fate(node, acknowledged, spans, steps), node)
}

/** `n1 confirmed all of them between 8.009 s and 10.831 s, cut off from its standbys. n1 was killed at 11.074 s, …` */
function inShort(listed: readonly LostWrite[], { spans, steps }: Around): string[] {
  const byNode = new Map<string, number[]>()
  for (const { node, acknowledged } of listed) {
    if (node === undefined || acknowledged === undefined) continue
    const times = byNode.get(node)
    if (times === undefined) byNode.set(node, [acknowledged])
    else times.push(acknowledged)
  }
  return [...byNode].map(([node, times]) => {
    const [first = 0, last = first] = [times[0], times.at(-1)]
    const { during, later } = fate(node, first, spans, steps)
    const which = times.length === listed.length ? 'all of them' : plural(times.length, 'of them', 'of them')
    const when = times.length === 1 ? `at ${moment(first)}` : `between ${moment(first)} and ${moment(last)}`
    const said = `${node} confirmed ${which} ${when}${during === undefined ? '' : `, ${during}`}.`
    if (later.length === 0) return said
    const then = later.map(({ who, what, after }) => `${who} was ${what} at ${moment(first + after)}`)
    return `${said} ${list(then)}.`
  })
}
