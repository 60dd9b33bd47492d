import { Command } from 'commander'
import { faults, schedules } from '../../../nemesis/registry.ts'
import { workloads } from '../../../workloads/registry.ts'
import { backends } from '../../cluster/registry.ts'
import type { Option } from '../../op/option.ts'
import { exitCodes } from '../../op/verdict.ts'
import { defaults } from '../../scenario/defaults.ts'
import { targetGiven } from '../../scenario/own-target.ts'
import { recordedScript } from '../../scenario/replay.ts'
import type { Scenario } from '../../scenario/scenario.ts'
import { loadScript } from '../../scenario/schedule.ts'
import { loadSuite } from '../../scenario/suite.ts'
import { targets } from '../../targets/registry.ts'
import { accessOf, accessOptions } from '../access.ts'
import { given } from '../given.ts'
import { tellNoOutcome, tellOutcome } from '../outcome.ts'
import { run } from '../run.ts'
import { names, nodes, numeric, place, seconds, timeout } from '../values.ts'

const examples = `
Examples:
  murphy test postgres --setting async --workload set --schedule failover --time-limit 20
  murphy test postgres --setting quorum --workload register --faults partition,kill,pause
  murphy test postgres --setting async --workload register --reads any-node --backend docker
  murphy test memory --workload set --flaw lose-writes --time-limit 2

Times are seconds, or 500ms, 20s, 2m, 1h. \`murphy list\` says what each name means.`

/** `murphy test TARGET`: the whole line, from set-up to report. */
export function testCommand(): Command {
  return accessOptions(testOptions(new Command('test')))
    .description('run a workload against a database while faults are injected, then judge what happened')
    .addHelpText('after', examples)
    .action(async (target: string, flags: Record<string, unknown>) => {
      const json = flags.json === true
      try {
        const outcome = await run(readScenario(target, flags), {
          quiet: json || flags.quiet === true,
          ...accessOf(flags),
        })
        await tellOutcome(outcome, json)
        process.exitCode = exitCodes[outcome.results.verdict]
      } catch (error) {
        tellNoOutcome(error, json)
        throw error
      }
    })
}

/** Everything that a scenario is made of, as arguments of a command. */
export function testOptions(command: Command): Command {
  command
    .argument('<target>', `the database: ${named(targets)}; or a file that exports one (murphy new-target)`)
    .optionsGroup('What is tested:')
    .option('--setting <name>', "how the target replicates (default: the target's first, see `murphy list`)")
    .option('--workload <name>', `what the clients do: ${named(workloads)} (default: ${defaults.workload})`)
    .option(
      '--reads <where>',
      'where reads go: primary, any-node (default: primary, unless every node takes writes)',
      place,
    )
    .option('--writes <where>', 'where writes go: primary, any-node (default: as for reads)', place)
    .option('--backend <name>', `where the nodes live: ${named(backends)} (default: the target's first)`)
    .option(
      '--nodes <n>',
      `how many nodes (default: ${defaults.nodes}); or your own servers, as URLs or host:port with commas`,
      nodes,
    )
    .option(
      '--suite <file>',
      'for your own servers: commands that kill, pause and cut them off (docs/existing-clusters.md)',
    )
    .optionsGroup('What goes wrong:')
    .option('--faults <names>', `fault families at intervals, with commas: ${named(faults)} (default: none)`, names)
    .option('--interval <time>', 'mean time between faults (default: an eighth of the time limit, 1 to 10 s)', seconds)
    .option('--schedule <name>', `${composed()}; or a JSON file with steps; or a run, whose faults are repeated`)
  for (const { name, options = [] } of schedules)
    for (const option of options) command.option(`--${option.name} <value>`, `for ${name}: ${aboutOption(option)}`)
  command
    .option('--watchdog <on|off>', `start servers again that die without being asked (default: ${defaults.watchdog})`)
    .optionsGroup('The load:')
    .option('--time-limit <time>', `how long it lasts (default: ${defaults.timeLimit} s)`, seconds)
    .option(
      '--rate <n>',
      `ops a second over all clients, 0 for as fast as they go (default: ${defaults.rate})`,
      numeric,
    )
    .option('--concurrency <n>', `client threads (default: ${defaults.concurrency})`, numeric)
    .option(
      '--timeout <ms>',
      'how long a client waits for an answer, or "adaptive": twice the p99 of the last answers (default: adaptive)',
      timeout,
    )
    .option('--seed <n>', 'everything random comes from it (default: a new one, which is printed)', numeric)
    .optionsGroup('The verdict:')
    .option(
      '--recover-within <time>',
      'invalid where the cluster is not whole so long after a fault (default: no bound)',
      seconds,
    )
    .option('--check-time <time>', `most that one checker may take (default: ${defaults.checkTime} s)`, seconds)
    .option(
      '--check-memory <mb>',
      `most memory that one checker may use, in MB (default: ${defaults.checkMemory})`,
      numeric,
    )
    .option('--store <folder>', 'where runs are kept', defaults.store)
    .option('--json', "end with one line of JSON: the folder, the verdict, each checker's")
    .option('--quiet', 'show only the seed and the result')
  command.optionsGroup('Only for some targets:')
  for (const { name, about } of flagsOf(targets)) command.option(`--${name} <value>`, about)
  command.optionsGroup('Only for some workloads:')
  for (const { name, about } of flagsOf(workloads)) command.option(`--${name} <value>`, about)
  return command
}

interface Owner {
  readonly name: string
  readonly options?: readonly Option[]
}

/** Each name of an option once, with those that have it; two of them may have options of one name that differ. */
function flagsOf(owners: readonly Owner[]): { name: string; about: string }[] {
  const all = [...new Set(owners.flatMap(({ options = [] }) => options))]
  const about = (option: Option) =>
    `${named(owners.filter(({ options }) => options?.includes(option)))}: ${aboutOption(option)}`
  const names = [...new Set(all.map(({ name }) => name))]
  return names.map((name) => ({
    name,
    about: all
      .filter((option) => option.name === name)
      .map(about)
      .join('; '),
  }))
}

const aboutOption = ({ about, values, default: usual }: Option) =>
  `${about}${values ? `: ${values.join(', ')}` : ''} (default: ${usual})`

const named = (entries: readonly { readonly name: string }[]) => entries.map(({ name }) => name).join(', ')

const composed = () => named(schedules.filter(({ name }) => name !== defaults.schedule))

/** Sorts commander's camel-cased flags into the scenario's own fields and the options that its parts bring. */
export function readScenario(target: string, flags: Readonly<Record<string, unknown>>): Scenario {
  const { json, quiet, yes, secrets, nodes, suite, ...rest } = flags
  const own: Record<string, unknown> = targetGiven(target)
  if (nodes !== undefined) own[Array.isArray(nodes) ? 'servers' : 'nodes'] = nodes
  if (suite !== undefined) own.suite = loadSuite(String(suite))
  const options: Record<string, string | number> = {}
  const dashed = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  const owners: readonly { options?: readonly Option[] }[] = [...targets, ...workloads, ...schedules]
  const optionNames = new Set(owners.flatMap((one) => one.options?.map(({ name }) => name) ?? []))
  for (const [name, value] of Object.entries(rest))
    if (optionNames.has(dashed(name))) options[dashed(name)] = value as string
    else own[name] = value
  return withScript({ ...(own as unknown as Scenario), options })
}

/** Reads the schedule where it is a file or a run, and not a name. */
function withScript(scenario: Scenario): Scenario {
  const { schedule, store = defaults.store } = scenario
  if (schedule === undefined || schedules.some(({ name }) => name === schedule)) return scenario
  if (schedule.endsWith('.json')) return { ...scenario, script: loadScript(schedule) }
  return schedule.includes('/') ? { ...scenario, script: recordedScript(given(store, schedule)) } : scenario
}
