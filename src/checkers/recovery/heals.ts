import { pair } from '../../history/pair.ts'
import { effective, type FaultReport, isFaultReport } from '../../op/fault.ts'
import type { Nanos, Op } from '../../op/op.ts'

/** The end of a fault, or of an act without duration that left something to recover from. */
export interface Heal {
  readonly fault: string
  /** History index of the op. */
  readonly op: number
  /** When the healing was asked for: to start a server is part of its recovery. Of an act, when it was over. */
  readonly at: Nanos
  readonly nodes: readonly string[]
  /** When the next fault was asked for; absent: none came. */
  readonly next?: Nanos
  /** Faults still in force: while one is, nobody expects a whole cluster. */
  readonly others: readonly string[]
}

/** Every heal that undid something, in order. */
export function healsOf(history: readonly Op[]): Heal[] {
  const heals: { -readonly [K in keyof Heal]: Heal[K] }[] = []
  const inForce = new Map<string, Set<string>>()
  for (const { invoke, complete } of pair(history)) {
    const report = (complete ?? invoke).value
    if (invoke.process !== 'nemesis' || !isFaultReport(report) || report.applied.nodes.length === 0) continue
    if (report.phase !== 'stop')
      for (const heal of heals) if (heal.next === undefined) heal.next = Math.max(heal.at, invoke.time)
    note(inForce, report)
    if (report.phase === 'start') continue
    heals.push({
      fault: report.fault,
      op: invoke.index,
      at: report.phase === 'stop' ? invoke.time : effective(report, invoke.time, (complete ?? invoke).time),
      nodes: report.applied.nodes,
      others: [...inForce.keys()],
    })
  }
  return heals
}

function note(inForce: Map<string, Set<string>>, { fault, phase, applied }: FaultReport): void {
  if (phase === 'once') return
  const nodes = inForce.get(fault) ?? new Set()
  for (const node of applied.nodes) {
    if (phase === 'start') nodes.add(node)
    else nodes.delete(node)
  }
  if (nodes.size > 0) inForce.set(fault, nodes)
  else inForce.delete(fault)
}

/** When the first fault was asked for. */
export function firstFault(history: readonly Op[]): Nanos {
  for (const { invoke, complete } of pair(history))
    if (invoke.process === 'nemesis' && isFaultReport((complete ?? invoke).value)) return invoke.time
  return Number.POSITIVE_INFINITY
}
