import type { CheckerResult } from '../../src/checkers/checker.ts'
import type { Pair } from '../../src/history/pair.ts'
import type { Json, Nanos } from '../../src/op/op.ts'
import { moment, plural, valueText } from '../text.ts'
import { fate } from './fate.ts'
import type { FaultSpan } from './faults.ts'
import type { Step } from './story.ts'

/** An acknowledged write that was not there in the end. */
export interface LostWrite {
  readonly element: string
  /** History index of its invocation; absent where the history has no such op. */
  readonly op?: number
  readonly f?: string
  readonly process?: string
  readonly node?: string
  readonly acknowledged?: Nanos
  readonly fate: readonly string[]
}

/** As many are shown on the page; the rest is in results.json. */
export const SHOWN = 50

/** How the `lost-writes` checker names its findings: elements, or objects with one. */
function lostEntries(result: CheckerResult | undefined): readonly Json[] {
  const details = result?.details
  if (details === null || typeof details !== 'object' || Array.isArray(details)) return []
  const lost = (details as { readonly [key: string]: Json }).lost
  return Array.isArray(lost) ? lost : []
}

function field(entry: Json, ...names: string[]): Json | undefined {
  if (entry === null || typeof entry !== 'object' || Array.isArray(entry)) return undefined
  const record = entry as { readonly [key: string]: Json }
  return names.map((name) => record[name]).find((value) => value !== undefined)
}

/** The lost writes of a run, each traced to its op and to what became of the node that acknowledged it. */
export function lostWrites(
  result: CheckerResult | undefined,
  calls: readonly Pair[],
  spans: readonly FaultSpan[],
  steps: readonly Step[],
): LostWrite[] {
  const entries = lostEntries(result)
  if (entries.length === 0) return []
  const byIndex = new Map<number, Pair>()
  const byValue = new Map<string, Pair>()
  for (const call of calls) {
    if (call.complete?.type !== 'ok') continue
    byIndex.set(call.invoke.index, call)
    byIndex.set(call.complete.index, call)
    if (call.invoke.value !== null) byValue.set(JSON.stringify(call.invoke.value), call)
  }
  return entries.map((entry, position) => {
    const element = field(entry, 'element', 'value') ?? entry
    const index = field(entry, 'op', 'index', 'invoke')
    const call = (typeof index === 'number' ? byIndex.get(index) : undefined) ?? byValue.get(JSON.stringify(element))
    const text = valueText(element, 80)
    const complete = call?.complete
    if (call === undefined || complete === undefined) return { element: text, fate: [] }
    const { invoke } = call
    const node = complete.node ?? invoke.node
    return {
      element: text,
      op: invoke.index,
      f: invoke.f,
      process: String(invoke.process),
      ...(node !== undefined && { node }),
      acknowledged: complete.time,
      fate: node === undefined || position >= SHOWN ? [] : fate(node, complete.time, spans, steps),
    }
  })
}

/** The lost writes of each node in a sentence or two: how many, when, and what happened around them. */
export function lostInShort(lost: readonly LostWrite[], spans: readonly FaultSpan[], steps: readonly Step[]): string[] {
  const byNode = new Map<string, number[]>()
  for (const { node, acknowledged } of lost) {
    if (node === undefined || acknowledged === undefined) continue
    const times = byNode.get(node)
    if (times === undefined) byNode.set(node, [acknowledged])
    else times.push(acknowledged)
  }
  return [...byNode].map(([node, times]) => {
    const first = times.reduce((a, b) => Math.min(a, b))
    const last = times.reduce((a, b) => Math.max(a, b))
    const when = first === last ? `at ${moment(first)}` : `between ${moment(first)} and ${moment(last)}`
    const then = fate(node, last, spans, steps)
    const who = `${node} confirmed ${times.length === lost.length ? 'all of them' : plural(times.length, 'of them', 'of them')} ${when}.`
    return then.length === 0 ? who : `${who} After the last one: ${then.join(', ')}.`
  })
}
