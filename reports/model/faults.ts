import { effective } from '../../src/op/fault.ts'
import type { Nanos } from '../../src/op/op.ts'
import type { Act } from './acts.ts'

/**
 * A fault, from the moment when it was asked for (`began`), through the time when it surely was in force (`from`: it
 * had been applied; `to`: its healing was asked for), to the moment when it was healed (`ended`). Acts without
 * duration (`once`, such as a failover) are steps of the story, not spans.
 */
export interface FaultSpan {
  readonly fault: string
  readonly began: Nanos
  readonly from: Nanos
  /** Absent, both: still in force when the history ended. */
  readonly to?: Nanos
  readonly ended?: Nanos
  readonly nodes: readonly string[]
  readonly mechanism: string
  readonly seen: boolean
  readonly how: string
  /** History index of the report. */
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
  readonly nodes: readonly { readonly node: string; readonly under: Nanos }[]
  readonly probes: readonly string[]
}

/** Every fault that was applied, in order. A stop ends the faults of its family that share a node with it. */
export function faultSpans(acts: readonly Act[]): FaultSpan[] {
  const spans: { -readonly [K in keyof FaultSpan]: FaultSpan[K] }[] = []
  for (const { asked, done, report } of acts) {
    if (report === undefined || done === undefined || report.phase === 'once') continue
    const { fault, phase, applied, observed } = report
    const began = asked?.time ?? done.time
    if (phase === 'stop') {
      const open = spans.filter((span) => span.fault === fault && span.to === undefined)
      const shared = open.filter((span) => span.nodes.some((node) => applied.nodes.includes(node)))
      for (const span of shared.length > 0 ? shared : open) {
        span.to = Math.max(span.from, began)
        span.ended = effective(report, began, done.time)
      }
    } else if (applied.nodes.length > 0) {
      const { mechanism, nodes } = applied
      const { seen, how } = observed
      spans.push({
        fault,
        began,
        from: effective(report, began, done.time),
        nodes,
        mechanism,
        seen,
        how,
        op: done.index,
      })
    }
  }
  return spans
}

/**
 * Planned, applied, observed and healed by family, with the time under it. Planned are the starts that the schedule
 * asked for; one that named no node in its report, or brought none, was not applied.
 */
export function countFaults(acts: readonly Act[], end: Nanos): FaultCount[] {
  const spans = faultSpans(acts)
  return [...plannedStarts(acts)].map(([fault, planned]) => {
    const mine = spans.filter((span) => span.fault === fault)
    return {
      fault,
      planned,
      applied: mine.length,
      observed: mine.filter((span) => span.seen).length,
      healed: mine.filter((span) => span.ended !== undefined).length,
      under: under(mine, end),
      mechanisms: [...new Set(mine.map((span) => span.mechanism))],
      nodes: [...new Set(mine.flatMap((span) => span.nodes))].sort().map((node) => ({
        node,
        under: under(
          mine.filter((span) => span.nodes.includes(node)),
          end,
        ),
      })),
      probes: [...new Set(mine.map((span) => span.how))],
    }
  })
}

function under(spans: readonly FaultSpan[], end: Nanos): Nanos {
  return union(spans.map((span) => [span.from, span.to ?? end]))
}

/** Starts by family: those that brought a report, and those of the same f that brought none. */
function plannedStarts(acts: readonly Act[]): Map<string, number> {
  const familyOf = new Map<string, string>()
  for (const { f, report } of acts) if (report?.phase === 'start') familyOf.set(f, report.fault)
  const starts = new Map<string, number>()
  for (const { f } of acts) {
    const family = familyOf.get(f)
    if (family !== undefined) starts.set(family, (starts.get(family) ?? 0) + 1)
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
