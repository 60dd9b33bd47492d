import type { Fault, Schedule } from '../../nemesis/nemesis.ts'
import { faults, missing, needsOf, schedules } from '../../nemesis/registry.ts'
import { workloads } from '../../workloads/registry.ts'
import type { Place, Workload } from '../../workloads/workload.ts'
import type { Backend } from '../cluster/cluster.ts'
import { MurphyError } from '../op/failure.ts'
import { byName } from '../op/names.ts'
import { defaultsOf, type Option, type Options } from '../op/option.ts'
import { SECOND } from '../op/time.ts'
import { targets } from '../targets/registry.ts'
import type { Setting, Target } from '../targets/target.ts'
import { defaultInterval, defaults, usualPlace } from './defaults.ts'
import { ownNumber, within } from './limits.ts'
import type { ResolvedScenario, Scenario } from './scenario.ts'
import { scheduleOf } from './schedule.ts'
import { readServers, shown } from './servers.ts'
import { backendOf } from './suite.ts'

/** Makes every choice that a scenario leaves open and refuses, by name, what does not exist or does not fit. */
export function resolve(scenario: Scenario): ResolvedScenario {
  const target = byName('target', targets, scenario.target)
  const setting =
    scenario.setting === undefined
      ? target.settings[0]
      : byName(`setting of ${target.name}`, target.settings, scenario.setting)
  if (setting === undefined) throw new Error(`target ${target.name} has no settings`)
  const workload = byName('workload', workloads, scenario.workload ?? defaults.workload)
  const usualBackend = scenario.servers === undefined ? Object.keys(target.backends)[0] : 'existing'
  const backend = backendOf({ ...scenario, backend: scenario.backend ?? usualBackend ?? 'process' })
  const schedule = scheduleOf(scenario)
  const chosen = [...new Set(scenario.faults ?? [])].map((name) => byName('fault', faults, name))
  const nodes = within('nodes', scenario.servers?.length ?? scenario.nodes ?? defaults.nodes, String(defaults.nodes))

  refuseWorkload(target, workload)
  refuseBackend(target, backend)
  refuseServers(backend, scenario)
  refuseBoth(schedule, chosen)
  refuseNodes(target, setting, nodes, scenario)
  refuseWrites(target, setting, scenario)
  for (const fault of [...chosen, ...schedule.faults.map((name) => byName('fault', faults, name))])
    refuseFault(fault, { target, setting, backend, nodes })

  const options = ownOptions([target, workload, schedule], scenario.options ?? {}, backend)
  target.refuse?.({ setting: setting.name, options })
  const usualLimit = (schedule.timeLimit?.(options) ?? defaults.timeLimit * SECOND) / SECOND
  const timeLimit = within('time-limit', scenario.timeLimit ?? usualLimit, `${usualLimit} s`)
  const interval = defaultInterval(timeLimit)
  return {
    target: target.name,
    ...(scenario.module === undefined ? {} : { module: scenario.module }),
    setting: setting.name,
    backend: backend.name,
    workload: workload.name,
    schedule: schedule.name,
    ...(scenario.script === undefined ? {} : { script: scenario.script }),
    faults: chosen.map((fault) => fault.name),
    reads: place('reads', scenario.reads ?? usualPlace(setting)),
    writes: place('writes', scenario.writes ?? usualPlace(setting)),
    nodes,
    ...(scenario.servers === undefined
      ? {}
      : { servers: readServers(scenario.servers, target).map(shown(target.name)) }),
    ...(scenario.suite === undefined ? {} : { suite: scenario.suite }),
    concurrency: within('concurrency', scenario.concurrency ?? defaults.concurrency, String(defaults.concurrency)),
    rate: within('rate', scenario.rate ?? defaults.rate, String(defaults.rate)),
    timeLimit,
    interval: within('interval', scenario.interval ?? interval, `${interval} s`),
    timeout: timeout(scenario.timeout ?? defaults.timeout),
    watchdog: byName(
      'setting of the watchdog',
      [{ name: 'on' }, { name: 'off' }],
      scenario.watchdog ?? defaults.watchdog,
    ).name as 'on' | 'off',
    recoverWithin: within('recover-within', scenario.recoverWithin ?? defaults.recoverWithin, 'no bound'),
    seed: within('seed', scenario.seed ?? Math.floor(Math.random() * 2 ** 32), 'a random one'),
    checkTime: within('check-time', scenario.checkTime ?? defaults.checkTime, `${defaults.checkTime} s`),
    checkMemory: within('check-memory', scenario.checkMemory ?? defaults.checkMemory, `${defaults.checkMemory} MB`),
    options,
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

function refuseNodes(
  target: Target,
  { name, leastNodes = 1 }: Setting,
  nodes: number,
  { servers }: Pick<Scenario, 'servers'>,
): void {
  if (nodes >= leastNodes) return
  throw new MurphyError('usage', `${target.title} in the setting "${name}" needs at least ${leastNodes} nodes.`, {
    hint: servers === undefined ? `Leave --nodes out for ${defaults.nodes}.` : 'Name more of its servers with --nodes.',
  })
}

function refuseWrites(target: Target, { name, multiPrimary }: Setting, { writes }: Scenario): void {
  if (writes !== 'any-node' || multiPrimary) return
  const others = target.settings.filter((each) => each.multiPrimary).map((each) => each.name)
  throw new MurphyError('usage', `${target.title} in the setting "${name}" takes writes on its primary only.`, {
    hint: others.length > 0 ? `Every node takes them in: ${others.join(', ')}.` : 'Leave --writes out.',
  })
}

function place(what: string, name: string): Place {
  return byName(`place for ${what}`, [{ name: 'primary' as const }, { name: 'any-node' as const }], name).name
}

function refuseServers({ name }: Backend, { servers }: Scenario): void {
  if ((name === 'existing') === (servers !== undefined)) return
  if (servers === undefined)
    throw new MurphyError('usage', 'The backend "existing" needs to know where the servers are.', {
      hint: 'Say it with --nodes, for example --nodes db1:5432,db2:5432.',
    })
  throw new MurphyError('usage', `--nodes names servers that run already, and the backend "${name}" makes its own.`, {
    hint: 'Leave --backend out, or give --nodes a number.',
  })
}

function whyNot(
  lacking: readonly string[],
  target: Target,
  { name: mode, only }: Setting,
  { name, lacks = {} }: Backend,
): string | undefined {
  const hopeless = Object.entries(target.lacks ?? {}).find(([capability]) => lacking.includes(capability))?.[1]
  if (hopeless !== undefined) return `It cannot be done to ${target.title}: ${hopeless}.`
  const never = Object.entries(lacks).find(([capability]) => lacking.includes(capability))?.[1]
  const elsewhere = target.capabilities.some((capability) => lacking.includes(capability))
  if (elsewhere && only?.capabilities.every((capability) => !lacking.includes(capability)))
    return `In the setting "${mode}", ${only.because}.`
  const why = never ?? (elsewhere ? target.backends[name]?.only?.because : undefined)
  return why === undefined ? undefined : `On ${name}, ${why}; try another --backend.`
}

/** A schedule has faults of its own, or performs those that are chosen; without any chosen the default one rests. */
function refuseBoth(schedule: Schedule, chosen: readonly Fault[]): void {
  if (schedule.faults.length > 0 && chosen.length > 0)
    throw new MurphyError(
      'usage',
      `The schedule "${schedule.name}" brings its own faults (${schedule.faults.join(', ')}).`,
      { hint: 'Give --schedule or --faults, not both.' },
    )
  if (schedule.faults.length === 0 && chosen.length === 0 && schedule.name !== defaults.schedule)
    throw new MurphyError('usage', `The schedule "${schedule.name}" has no faults to perform.`, {
      hint: `Say which, for example --faults ${faults
        .slice(0, 3)
        .map(({ name }) => name)
        .join(',')}.`,
    })
}

interface Chosen {
  readonly target: Target
  readonly setting: Setting
  readonly backend: Backend
  readonly nodes: number
}

function refuseFault(fault: Fault, { target, setting, backend, nodes }: Chosen): void {
  const lacks = new Set(Object.keys(target.lacks ?? {}))
  const lacking = missing(
    needsOf(fault, target.time),
    backend.capabilities.filter((capability) => !lacks.has(capability)),
    (target.backends[backend.name]?.only?.capabilities ?? target.capabilities).filter(
      (capability) => setting.only?.capabilities.includes(capability) ?? true,
    ),
  )
  if (lacking.length > 0)
    throw new MurphyError(
      'usage',
      `The fault "${fault.name}" needs ${lacking.join(', ')}, which ${target.title} on the backend "${backend.name}" does not have.`,
      {
        hint: whyNot(lacking, target, setting, backend) ?? '`murphy list` shows which target and backend can do what.',
      },
    )
  if (nodes < (fault.leastNodes ?? 1))
    throw new MurphyError('usage', `The fault "${fault.name}" needs a second node, and there is only one.`, {
      hint: 'Leave --nodes out for 3.',
    })
}

function timeout(given: number | 'adaptive'): number | 'adaptive' {
  return given === 'adaptive' ? given : within('timeout', given, 'an adaptive one')
}

/** The options that the chosen parts bring, in one namespace as on the command line; another part's is refused. */
function ownOptions(
  parts: readonly { readonly name: string; readonly options?: readonly Option[] }[],
  given: Options,
  backend: Backend,
): Options {
  const known = parts.flatMap(({ options = [] }) => options)
  const isFor = ({ backends }: Option) => backends?.includes(backend.name) !== false
  const resolved = defaultsOf(known.filter(isFor))
  const owners = parts
    .filter(({ options = [] }) => options.length > 0)
    .map(({ name }) => name)
    .join(' and ')
  for (const [name, value] of Object.entries(given)) {
    refuseStranger(name, known, owners)
    const option = byName(`option of ${owners}`, known, name)
    if (!isFor(option))
      throw new MurphyError('usage', `--${name} means nothing on the backend "${backend.name}".`, {
        hint: `Leave it out, or choose --backend ${option.backends?.join(' or ')}.`,
      })
    resolved[name] = optionValue(option, value)
  }
  return resolved
}

/** An option that only parts have which were not chosen. */
function refuseStranger(name: string, known: readonly Option[], owners: string): void {
  if (known.some((option) => option.name === name)) return
  const all: readonly { readonly name: string; readonly options?: readonly Option[] }[] = [
    ...targets,
    ...workloads,
    ...schedules,
  ]
  const having = all.filter(({ options }) => options?.some((option) => option.name === name)).map((one) => one.name)
  if (having.length === 0) return
  throw new MurphyError('usage', `There is no option of ${owners} "${name}".`, {
    hint: `--${name} goes with ${having.join(', ')}.`,
  })
}

function optionValue(option: Option, value: string | number): string | number {
  const { name, values, read } = option
  if (read !== undefined) return read(String(value))
  if (values === undefined) return ownNumber(option, numberFrom(name, value))
  return byName(
    name,
    values.map((one) => ({ name: one })),
    String(value),
  ).name
}

function numberFrom(name: string, given: string | number): number {
  const value = typeof given === 'string' && given.trim() === '' ? Number.NaN : Number(given)
  if (Number.isNaN(value)) throw new MurphyError('usage', `--${name} takes a number, not "${given}".`)
  return value
}
