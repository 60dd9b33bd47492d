import { faults, missing, schedules } from '../../nemesis/registry.ts'
import { workloads } from '../../workloads/registry.ts'
import { backends } from '../cluster/registry.ts'
import { MurphyError } from '../op/failure.ts'
import { byName } from '../op/names.ts'
import { targets } from '../targets/registry.ts'
import type { Target } from '../targets/target.ts'
import type { ResolvedScenario, Scenario } from './scenario.ts'

const defaults = {
  nodes: 3,
  concurrency: 10,
  rate: 500,
  timeLimit: 30,
  timeout: 'adaptive',
  checkTime: 120,
  checkMemory: 2048,
  store: 'store',
  reads: 'primary',
} as const

/** Makes every choice that a scenario leaves open and refuses, by name, what does not exist or does not fit. */
export function resolve(scenario: Scenario): ResolvedScenario {
  const target = byName('target', targets, scenario.target)
  const setting =
    scenario.setting === undefined
      ? target.settings[0]
      : byName(`setting of ${target.name}`, target.settings, scenario.setting)
  const workload = byName('workload', workloads, scenario.workload ?? 'register')
  const backend = byName('backend', backends, scenario.backend ?? Object.keys(target.backends)[0] ?? 'process')
  const schedule = byName('schedule', schedules, scenario.schedule ?? 'interval')
  const chosen = [...new Set(scenario.faults ?? [])].map((name) => byName('fault', faults, name))
  if (setting === undefined) throw new Error(`target ${target.name} has no settings`)

  if (!target.dataTypes.includes(workload.dataType))
    throw new MurphyError(
      'usage',
      `${target.title} offers no ${workload.dataType}, which the workload "${workload.name}" needs.`,
      {
        hint: `Workloads that fit: ${workloads
          .filter((w) => target.dataTypes.includes(w.dataType))
          .map((w) => w.name)
          .join(', ')}.`,
      },
    )
  if (target.backends[backend.name] === undefined)
    throw new MurphyError('usage', `${target.title} does not run on the backend "${backend.name}".`, {
      hint: `It runs on: ${Object.keys(target.backends).join(', ')}.`,
    })
  const needed = [...chosen, ...schedule.faults.map((name) => byName('fault', faults, name))]
  for (const fault of needed) {
    const lacking = missing(fault.needs, backend.capabilities, target.capabilities)
    if (lacking.length > 0)
      throw new MurphyError(
        'usage',
        `The fault "${fault.name}" needs ${lacking.join(', ')}, which ${target.title} on the backend "${backend.name}" does not have.`,
        {
          hint: '`murphy list` shows which target and backend can do what.',
        },
      )
  }
  if (schedule.name !== 'interval' && chosen.length > 0)
    throw new MurphyError(
      'usage',
      `The schedule "${schedule.name}" brings its own faults (${schedule.faults.join(', ')}).`,
      {
        hint: 'Give --schedule or --faults, not both.',
      },
    )

  const timeLimit = number('time-limit', scenario.timeLimit, defaults.timeLimit, 0.1, 86_400)
  return {
    target: target.name,
    setting: setting.name,
    backend: backend.name,
    workload: workload.name,
    schedule: schedule.name,
    faults: chosen.map((fault) => fault.name),
    reads: scenario.reads ?? defaults.reads,
    nodes: number('nodes', scenario.nodes, defaults.nodes, 1, 50, true),
    concurrency: number('concurrency', scenario.concurrency, defaults.concurrency, 1, 10_000, true),
    rate: number('rate', scenario.rate, defaults.rate, 0, 1e7),
    timeLimit,
    interval: number('interval', scenario.interval, mildInterval(timeLimit), 0.1, 3600),
    timeout:
      scenario.timeout === undefined || scenario.timeout === 'adaptive'
        ? 'adaptive'
        : number('timeout', scenario.timeout, 0, 10, 600_000),
    seed: number('seed', scenario.seed, Math.floor(Math.random() * 2 ** 32), 0, 2 ** 32 - 1, true),
    checkTime: number('check-time', scenario.checkTime, defaults.checkTime, 1, 86_400),
    checkMemory: number('check-memory', scenario.checkMemory, defaults.checkMemory, 64, 65_536, true),
    options: targetOptions(target, scenario.options ?? {}),
    store: scenario.store ?? defaults.store,
  }
}

/** Mean seconds between faults: Jepsen's 10 s in long runs, more often in short ones, so that each fault comes several times. */
function mildInterval(timeLimit: number): number {
  return Math.min(10, Math.max(1, Math.round(timeLimit / 8)))
}

function number(
  name: string,
  given: number | undefined,
  otherwise: number,
  least: number,
  most: number,
  whole = false,
): number {
  const value = given ?? otherwise
  if (!(value >= least && value <= most) || (whole && !Number.isInteger(value)))
    throw new MurphyError(
      'usage',
      `--${name} takes a ${whole ? 'whole ' : ''}number from ${least} to ${most}, not ${String(given)}.`,
      {
        hint: `Leave it out for ${String(otherwise)}.`,
      },
    )
  return value
}

function targetOptions(
  target: Target,
  given: Readonly<Record<string, string | number>>,
): Record<string, string | number> {
  const resolved = Object.fromEntries(target.options.map((option) => [option.name, option.default]))
  for (const [name, value] of Object.entries(given)) {
    const option = byName(`option of ${target.name}`, target.options, name)
    resolved[name] =
      option.values === undefined
        ? number(name, Number(value), Number(option.default), 0, 1e9)
        : byName(
            `value of --${name}`,
            option.values.map((v) => ({ name: v })),
            String(value),
          ).name
  }
  return resolved
}
