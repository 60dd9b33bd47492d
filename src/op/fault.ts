import type { Json, Nanos } from './op.ts'

/**
 * The value of a nemesis completion that applied or healed a fault. *planned*: what the schedule asked for;
 * *applied*: what was done, and by which mechanism; *observed*: what a probe outside that mechanism then saw.
 */
export interface FaultReport {
  readonly fault: string
  /** `start` opens the fault, `stop` heals it, `once` is an act without duration (kill counts as start). */
  readonly phase: 'start' | 'stop' | 'once'
  readonly planned: Json
  readonly applied: {
    readonly mechanism: string
    readonly nodes: readonly string[]
    readonly detail?: Json
    /** From the invocation until it had been done, ns; what remains of the op's time was the probe's. */
    readonly took?: Nanos
  }
  readonly observed: { readonly seen: boolean; readonly how: string; readonly detail?: Json }
}

/** When a fault was in force, or healed: after what was done took effect, and before the probe looked. */
export function effective(report: FaultReport, invoked: Nanos, completed: Nanos): Nanos {
  const { took } = report.applied
  return took === undefined ? completed : Math.min(invoked + took, completed)
}

/** Tells a fault's report from any other nemesis value. */
export function isFaultReport(value: unknown): value is FaultReport {
  return typeof value === 'object' && value !== null && 'fault' in value && 'phase' in value && 'observed' in value
}
