import type { Json } from '../op/op.ts'

/**
 * A scenario: everything that decides a run, by name, as a user writes it. `resolve` checks it and fills it up; data
 * only, so that it can be stored, compared and replayed.
 */
export interface Scenario {
  readonly target: string
  /** A setting of the target (`async`, `quorum`); default: its first. */
  readonly setting?: string
  readonly backend?: string
  readonly workload?: string
  /** Fault families for the interval schedule. */
  readonly faults?: readonly string[]
  /** A composed schedule (`failover`); without it faults come at intervals. */
  readonly schedule?: string
  readonly reads?: 'primary' | 'any-node'
  /** How many nodes; default 3. */
  readonly nodes?: number
  /** Client threads; default 10. */
  readonly concurrency?: number
  /** Ops a second over all clients; 0: as fast as they go. */
  readonly rate?: number
  /** Seconds of load, final reads not included. */
  readonly timeLimit?: number
  /** Mean seconds between faults of the interval schedule. */
  readonly interval?: number
  /** Client time-out in ms, or `adaptive` (2 × p99 of the last answers, clamped). */
  readonly timeout?: number | 'adaptive'
  readonly seed?: number
  /** Seconds and megabytes that each checker may use. */
  readonly checkTime?: number
  readonly checkMemory?: number
  /** The target's own options (`isolation`, `flaw`). */
  readonly options?: Readonly<Record<string, string | number>>
  /** Folder that runs are kept in; default `store`. */
  readonly store?: string
}

/** A scenario with every choice made. */
export interface ResolvedScenario extends Required<Omit<Scenario, 'schedule' | 'options'>> {
  readonly schedule: string
  readonly options: Readonly<Record<string, string | number>>
}

/** The name of a run: what was tested, how, against what. */
export function runName(scenario: ResolvedScenario): string {
  const trouble = scenario.schedule === 'interval' ? scenario.faults.join('+') || 'no-faults' : scenario.schedule
  return [scenario.target, scenario.setting, scenario.workload, trouble, scenario.backend].join('-')
}

/** The command that runs it again. Every choice is spelled out, so that changed defaults do not change it. */
export function command(s: ResolvedScenario): string {
  const flags: [string, Json][] = [
    ['setting', s.setting],
    ['backend', s.backend],
    ['workload', s.workload],
    ...(s.schedule === 'interval' ? [] : [['schedule', s.schedule] as [string, Json]]),
    ...(s.faults.length > 0 ? [['faults', s.faults.join(',')] as [string, Json]] : []),
    ['reads', s.reads],
    ['nodes', s.nodes],
    ['concurrency', s.concurrency],
    ['rate', s.rate],
    ['time-limit', s.timeLimit],
    ['interval', s.interval],
    ['timeout', s.timeout],
    ...Object.entries(s.options),
    ['seed', s.seed],
  ]
  return `npx murphy test ${s.target} ${flags.map(([name, value]) => `--${name} ${String(value)}`).join(' ')}`
}
