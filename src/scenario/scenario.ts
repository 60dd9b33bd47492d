import { basename } from 'node:path'
import type { Script } from '../../nemesis/script.ts'
import { workloads } from '../../workloads/registry.ts'
import type { Place } from '../../workloads/workload.ts'
import type { Suite } from '../cluster/existing/suite.ts'
import { byName } from '../op/names.ts'
import { defaultsOf, type Options } from '../op/option.ts'
import { targets } from '../targets/registry.ts'
import { defaultInterval, defaults, usualPlace } from './defaults.ts'
import { scheduleOf } from './schedule.ts'

/**
 * A scenario: everything that decides a run, by name, as a user writes it. `resolve` checks it and fills it up; data
 * only, so that it can be stored, compared and replayed.
 */
export interface Scenario {
  readonly target: string
  /** The file that exports the target, where it is none of Murphy's; loaded before anything else. */
  readonly module?: string
  /** A setting of the target (`async`, `quorum`); default: its first. */
  readonly setting?: string
  readonly backend?: string
  readonly workload?: string
  /** Fault families for the interval schedule. */
  readonly faults?: readonly string[]
  /** A schedule by its name (`failover`); without it faults come at intervals. With a script, what that is called. */
  readonly schedule?: string
  /** A schedule of the user's own, as data. */
  readonly script?: Script
  readonly reads?: Place
  /** `any-node` only in settings in which every node takes writes, and their default, as it is for reads. */
  readonly writes?: Place
  /** How many nodes; default 3. */
  readonly nodes?: number
  /** Servers that run already, as URLs or `host:port`, instead of nodes that Murphy makes. Their passwords are not kept. */
  readonly servers?: readonly string[]
  /** What may be done to these servers, as commands. */
  readonly suite?: Suite
  /** Client threads; default 10. */
  readonly concurrency?: number
  /** Ops a second over all clients; 0: as fast as they go. */
  readonly rate?: number
  /** Seconds of load, final reads not included. */
  readonly timeLimit?: number
  /** Mean seconds between faults of the interval schedule. */
  readonly interval?: number
  /** Seconds after a fault in which the cluster must be whole again and serve; 0, the default: no bound. */
  readonly recoverWithin?: number
  /** Whether servers that die without being asked are started again; default `on`. */
  readonly watchdog?: 'on' | 'off'
  /** Client time-out in ms, or `adaptive` (2 × p99 of the last answers, clamped). */
  readonly timeout?: number | 'adaptive'
  readonly seed?: number
  /** Seconds and megabytes that each checker may use. */
  readonly checkTime?: number
  readonly checkMemory?: number
  /** Options of the target (`isolation`, `flaw`), the workload (`way`) and the schedule (`uptime`). */
  readonly options?: Options
  /** Folder that runs are kept in; default `store`. */
  readonly store?: string
}

/** A scenario with every choice made. */
export interface ResolvedScenario
  extends Required<Omit<Scenario, 'module' | 'script' | 'options' | 'servers' | 'suite'>> {
  readonly module?: string
  /** Without passwords. */
  readonly servers?: readonly string[]
  readonly suite?: Suite
  readonly script?: Script
  readonly options: Options
}

/** The name of a run: what was tested, how, against what. */
export function runName(scenario: ResolvedScenario): string {
  return [scenario.target, scenario.setting, scenario.workload, trouble(scenario), scenario.backend].join('-')
}

function trouble({ schedule, script, faults }: ResolvedScenario): string {
  if (script !== undefined) return schedule.endsWith('.json') ? basename(schedule, '.json') : 'replay'
  if (schedule !== defaults.schedule && faults.length > 0) return `${schedule}-${faults.join('+')}`
  return schedule === defaults.schedule ? faults.join('+') || 'no-faults' : schedule
}

/**
 * The command that runs it again: what was tested, with what trouble, for how long, from which seed, and every other
 * choice that is not the default. It resolves to the same scenario (but for the folder that runs are kept in).
 */
export function command(s: ResolvedScenario): string {
  const target = byName('target', targets, s.target)
  const setting = byName('setting', target.settings, s.setting)
  const workload = byName('workload', workloads, s.workload)
  const own = defaultsOf([target, workload, scheduleOf(s)].flatMap(({ options = [] }) => options))
  const flags: [string, string | number, usual?: string | number][] = [
    ['setting', s.setting],
    ['backend', s.backend],
    ['workload', s.workload],
    ['schedule', s.schedule, defaults.schedule],
    ['faults', s.faults.join(','), ''],
    ['reads', s.reads, usualPlace(setting)],
    ['writes', s.writes, usualPlace(setting)],
    ['nodes', s.servers?.join(',') ?? s.nodes, defaults.nodes],
    ['suite', s.suite?.file ?? '', ''],
    ['concurrency', s.concurrency, defaults.concurrency],
    ['rate', s.rate, defaults.rate],
    ['time-limit', s.timeLimit],
    ['interval', s.interval, defaultInterval(s.timeLimit)],
    ['timeout', s.timeout, defaults.timeout],
    ['recover-within', s.recoverWithin, defaults.recoverWithin],
    ['watchdog', s.watchdog, defaults.watchdog],
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
  return `npx murphy test ${s.module === undefined ? s.target : quoted(s.module)} ${told.map(([name, value]) => `--${name} ${quoted(value)}`).join(' ')}`
}

/** For a POSIX shell. */
function quoted(value: string | number): string {
  const text = String(value)
  return /^[\w@%+=:,./-]*$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
