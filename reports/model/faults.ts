import { pair } from '../../src/history/pair.ts'
import { type FaultReport, isFaultReport } from '../../src/op/fault.ts'
import type { Nanos, Op } from '../../src/op/op.ts'

/**
 * A fault in force, from the moment when it was applied (and observed or not) to the moment when it was healed. Acts
 * without duration (`once`, such as a failover) are steps of the story, not spans.
 */
export interface FaultSpan {
  readonly fault: string
  readonly from: Nanos
  /** Absent: still in force when the history ended. */
  readonly to?: Nanos
  readonly nodes: readonly string[]
  readonly mechanism: string
  readonly seen: boolean
  readonly how: string
  readonly op: number
}

/** One fault family of the evidence table. */
export interface FaultCount {
  readonly fault: string
  readonly planned: number
  readonly applied: number
  readonly observed: number
  readonly healed: number
  /** Time under this fault, overlaps counted once. */
  readonly under: Nanos
  readonly mechanisms: readonly string[]
  readonly nodes: readonly string[]
  readonly probes: readonly string[]
}

/** A report as it stands in a history that may come from elsewhere: every part may be missing. */
export function faultReport(op: Op): FaultReport | undefined {
  if (!isFaultReport(op.value)) return undefined
  const value = op.value as Partial<FaultReport>
  const nodes = value.applied?.nodes
  return {
    fault: String(value.fault),
    phase: value.phase === 'start' || value.phase === 'stop' ? value.phase : 'once',
    planned: value.planned ?? null,
    applied: {
      mechanism: String(value.applied?.mechanism ?? 'not recorded'),
      nodes: Array.isArray(nodes) ? nodes.map(String) : [],
    },
    observed: { seen: value.observed?.seen === true, how: String(value.observed?.how ?? 'not recorded') },
  }
}

/** Every fault that was applied, in order. A stop ends the faults of its family that share a node with it. */
export function faultSpans(history: readonly Op[]): FaultSpan[] {
  const spans: { -readonly [K in keyof FaultSpan]: FaultSpan[K] }[] = []
  for (const op of history) {
    if (op.process !== 'nemesis' || op.type === 'invoke') continue
    const value = faultReport(op)
    if (value === undefined) continue
    const { fault, phase, applied, observed } = value
    if (phase === 'once') continue
    if (phase === 'start') {
      if (applied.nodes.length === 0) continue
      const { mechanism, nodes } = applied
      spans.push({ fault, from: op.time, nodes, mechanism, seen: observed.seen, how: observed.how, op: op.index })
      continue
    }
    const open = spans.filter((span) => span.fault === fault && span.to === undefined)
    const shared = open.filter((span) => span.nodes.some((node) => applied.nodes.includes(node)))
    for (const span of shared.length > 0 ? shared : open) span.to = op.time
  }
  return spans
}

/**
 * Planned, applied, observed and healed by family, with the time under it. Planned are the starts that the schedule
 * asked for; one that named no node in its report, or brought none, was not applied.
 */
export function countFaults(history: readonly Op[], end: Nanos): FaultCount[] {
  const spans = faultSpans(history)
  const planned = plannedStarts(history)
  return [...planned].map(([fault, starts]) => {
    const mine = spans.filter((span) => span.fault === fault)
    return {
      fault,
      planned: starts,
      applied: mine.length,
      observed: mine.filter((span) => span.seen).length,
      healed: mine.filter((span) => span.to !== undefined).length,
      under: union(mine.map((span) => [span.from, span.to ?? end])),
      mechanisms: [...new Set(mine.map((span) => span.mechanism))],
      nodes: [...new Set(mine.flatMap((span) => span.nodes))].sort(),
      probes: [...new Set(mine.map((span) => span.how))],
    }
  })
}

/** Starts by family: those that brought a report, and those that were asked for and brought none. */
function plannedStarts(history: readonly Op[]): Map<string, number> {
  const starts = new Map<string, number>()
  const count = (fault: string): void => void starts.set(fault, (starts.get(fault) ?? 0) + 1)
  const familyOf = new Map<string, string>()
  const silent: string[] = []
  for (const { invoke, complete } of pair(history.filter((op) => op.process === 'nemesis'))) {
    const value = faultReport(complete ?? invoke)
    if (value === undefined) {
      if (invoke.type === 'invoke') silent.push(invoke.f)
    } else {
      familyOf.set(invoke.f, value.phase === 'start' ? value.fault : '')
      if (value.phase === 'start') count(value.fault)
    }
  }
  // What an f without any report stands for is not known: it is its own family, unless it ends something.
  for (const f of silent) {
    const family = familyOf.get(f) ?? (/^(stop|heal|resume|start$|failover)/.test(f) ? '' : f.replace(/^start-/, ''))
    if (family !== '') count(family)
  }
  return starts
}

/** Length of a union of intervals. */
export function union(intervals: readonly (readonly [from: Nanos, to: Nanos])[]): Nanos {
  let total = 0
  let end = Number.NEGATIVE_INFINITY
  for (const [from, to] of [...intervals].sort((a, b) => a[0] - b[0])) {
    if (to <= end) continue
    total += to - Math.max(from, end)
    end = to
  }
  return total
}
