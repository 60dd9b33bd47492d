import type { Fault, Schedule } from '../../nemesis/nemesis.ts'
import { faults, missing, schedules } from '../../nemesis/registry.ts'
import { workloads } from '../../workloads/registry.ts'
import type { Workload } from '../../workloads/workload.ts'
import type { Backend } from '../cluster/cluster.ts'
import { backends } from '../cluster/registry.ts'
import { MurphyError } from '../op/failure.ts'
import { byName } from '../op/names.ts'
import { defaultsOf, type Options } from '../op/option.ts'
import { targets } from '../targets/registry.ts'
import type { Setting, Target } from '../targets/target.ts'
import { defaultInterval, defaults } from './defaults.ts'
import { ownNumber, within } from './limits.ts'
import type { ResolvedScenario, Scenario } from './scenario.ts'

/** Makes every choice that a scenario leaves open and refuses, by name, what does not exist or does not fit. */
export function resolve(scenario: Scenario): ResolvedScenario {
  const target = byName('target', targets, scenario.target)
  const setting =
    scenario.setting === undefined
      ? target.settings[0]
      : byName(`setting of ${target.name}`, target.settings, scenario.setting)
  if (setting === undefined) throw new Error(`target ${target.name} has no settings`)
  const workload = byName('workload', workloads, scenario.workload ?? defaults.workload)
  const backend = byName('backend', backends, scenario.backend ?? Object.keys(target.backends)[0] ?? 'process')
  const schedule = byName('schedule', schedules, scenario.schedule ?? defaults.schedule)
  const chosen = [...new Set(scenario.faults ?? [])].map((name) => byName('fault', faults, name))
  const nodes = within('nodes', scenario.nodes ?? defaults.nodes, String(defaults.nodes))

  refuseWorkload(target, workload)
  refuseBackend(target, backend)
  refuseBoth(schedule, chosen)
  refuseNodes(target, setting, nodes)
  for (const fault of [...chosen, ...schedule.faults.map((name) => byName('fault', faults, name))])
    refuseFault(fault, target, backend, nodes)

  const timeLimit = within('time-limit', scenario.timeLimit ?? defaults.timeLimit, `${defaults.timeLimit} s`)
  const interval = defaultInterval(timeLimit)
  return {
    target: target.name,
    setting: setting.name,
    backend: backend.name,
    workload: workload.name,
    schedule: schedule.name,
    faults: chosen.map((fault) => fault.name),
    reads: byName('place for reads', [{ name: 'primary' }, { name: 'any-node' }], scenario.reads ?? defaults.reads)
      .name as ResolvedScenario['reads'],
    nodes,
    concurrency: within('concurrency', scenario.concurrency ?? defaults.concurrency, String(defaults.concurrency)),
    rate: within('rate', scenario.rate ?? defaults.rate, String(defaults.rate)),
    timeLimit,
    interval: within('interval', scenario.interval ?? interval, `${interval} s`),
    timeout: timeout(scenario.timeout ?? defaults.timeout),
    seed: within('seed', scenario.seed ?? Math.floor(Math.random() * 2 ** 32), 'a random one'),
    checkTime: within('check-time', scenario.checkTime ?? defaults.checkTime, `${defaults.checkTime} s`),
    checkMemory: within('check-memory', scenario.checkMemory ?? defaults.checkMemory, `${defaults.checkMemory} MB`),
    options: ownOptions(target, workload, scenario.options ?? {}),
    store: scenario.store ?? defaults.store,
  }
}

function refuseWorkload(target: Target, workload: Workload): void {
  if (target.dataTypes.includes(workload.dataType)) return
  const fit = workloads.filter(({ dataType }) => target.dataTypes.includes(dataType)).map(({ name }) => name)
  throw new MurphyError(
    'usage',
    `${target.title} offers no ${workload.dataType}, which the workload "${workload.name}" needs.`,
    { hint: `Workloads that fit: ${fit.join(', ') || 'none'}.` },
  )
}

function refuseBackend(target: Target, backend: Backend): void {
  if (target.backends[backend.name] !== undefined) return
  throw new MurphyError('usage', `${target.title} does not run on the backend "${backend.name}".`, {
    hint: `It runs on: ${Object.keys(target.backends).join(', ')}.`,
  })
}

function refuseNodes(target: Target, { name, leastNodes = 1 }: Setting, nodes: number): void {
  if (nodes >= leastNodes) return
  throw new MurphyError('usage', `${target.title} in the setting "${name}" needs at least ${leastNodes} nodes.`, {
    hint: `Leave --nodes out for ${defaults.nodes}.`,
  })
}

/** The interval schedule is the one that performs the faults that are asked for. */
function refuseBoth(schedule: Schedule, chosen: readonly Fault[]): void {
  if (schedule.name === defaults.schedule || chosen.length === 0) return
  throw new MurphyError(
    'usage',
    `The schedule "${schedule.name}" brings its own faults (${schedule.faults.join(', ')}).`,
    { hint: 'Give --schedule or --faults, not both.' },
  )
}

function refuseFault(fault: Fault, target: Target, backend: Backend, nodes: number): void {
  const lacking = missing(fault.needs, backend.capabilities, target.capabilities)
  if (lacking.length > 0)
    throw new MurphyError(
      'usage',
      `The fault "${fault.name}" needs ${lacking.join(', ')}, which ${target.title} on the backend "${backend.name}" does not have.`,
      { hint: '`murphy list` shows which target and backend can do what.' },
    )
  if (nodes === 1 && needsAnother(fault))
    throw new MurphyError('usage', `The fault "${fault.name}" needs a second node, and there is only one.`, {
      hint: 'Leave --nodes out for 3.',
    })
}

/** Nothing can be promoted, and nobody cut off, where a node is alone. */
function needsAnother({ needs }: Fault): boolean {
  return needs.includes('failover') || needs.includes('partition')
}

function timeout(given: number | 'adaptive'): number | 'adaptive' {
  return given === 'adaptive' ? given : within('timeout', given, 'an adaptive one')
}

/** The target's options and the workload's, in one namespace as on the command line. */
function ownOptions(target: Target, workload: Workload, given: Options): Options {
  const { options = [] } = workload
  const known = [...target.options, ...options]
  const whose = options.length === 0 ? target.name : `${target.name} and ${workload.name}`
  const resolved = defaultsOf(known)
  for (const [name, value] of Object.entries(given)) {
    const option = byName(`option of ${whose}`, known, name)
    resolved[name] =
      option.values === undefined
        ? ownNumber(option, numberFrom(name, value))
        : byName(
            name,
            option.values.map((one) => ({ name: one })),
            String(value),
          ).name
  }
  return resolved
}

function numberFrom(name: string, given: string | number): number {
  const value = typeof given === 'string' && given.trim() === '' ? Number.NaN : Number(given)
  if (Number.isNaN(value)) throw new MurphyError('usage', `--${name} takes a number, not "${given}".`)
  return value
}
