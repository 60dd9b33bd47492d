import { workloads } from '../../workloads/registry.ts'
import { byName } from '../op/names.ts'
import { defaultsOf, type Options } from '../op/option.ts'
import { targets } from '../targets/registry.ts'
import { defaultInterval, defaults } from './defaults.ts'

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
  /** The target's own options (`isolation`, `flaw`) and the workload's (`way`). */
  readonly options?: Options
  /** Folder that runs are kept in; default `store`. */
  readonly store?: string
}

/** A scenario with every choice made. */
export interface ResolvedScenario extends Required<Omit<Scenario, 'schedule' | 'options'>> {
  readonly schedule: string
  readonly options: Options
}

/** The name of a run: what was tested, how, against what. */
export function runName(scenario: ResolvedScenario): string {
  const trouble = scenario.schedule === 'interval' ? scenario.faults.join('+') || 'no-faults' : scenario.schedule
  return [scenario.target, scenario.setting, scenario.workload, trouble, scenario.backend].join('-')
}

/**
 * The command that runs it again: what was tested, with what trouble, for how long, from which seed, and every other
 * choice that is not the default. It resolves to the same scenario (but for the folder that runs are kept in).
 */
export function command(s: ResolvedScenario): string {
  const target = byName('target', targets, s.target)
  const workload = byName('workload', workloads, s.workload)
  const own = defaultsOf([...target.options, ...(workload.options ?? [])])
  const flags: [string, string | number, usual?: string | number][] = [
    ['setting', s.setting],
    ['backend', s.backend],
    ['workload', s.workload],
    ['schedule', s.schedule, defaults.schedule],
    ['faults', s.faults.join(','), ''],
    ['reads', s.reads, defaults.reads],
    ['nodes', s.nodes, defaults.nodes],
    ['concurrency', s.concurrency, defaults.concurrency],
    ['rate', s.rate, defaults.rate],
    ['time-limit', s.timeLimit],
    ['interval', s.interval, defaultInterval(s.timeLimit)],
    ['timeout', s.timeout, defaults.timeout],
    ...Object.entries(s.options).map(([name, value]): [string, string | number, string | number] => [
      name,
      value,
      own[name] ?? '',
    ]),
    ['check-time', s.checkTime, defaults.checkTime],
    ['check-memory', s.checkMemory, defaults.checkMemory],
    ['seed', s.seed],
  ]
  const told = flags.filter(([, value, usual]) => value !== usual)
  return `npx murphy test ${s.target} ${told.map(([name, value]) => `--${name} ${value}`).join(' ')}`
}
