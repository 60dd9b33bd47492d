import { Command, Option } from 'commander'
import { exitCodes } from '../../op/verdict.ts'
import { runTest } from '../../scenario/run-test.ts'
import type { Scenario } from '../../scenario/scenario.ts'
import { targets } from '../../targets/registry.ts'
import { interruptible } from '../interrupt.ts'
import { tellOutcome } from '../outcome.ts'
import { progressTo } from '../progress.ts'
import { names, numeric, reads, seconds, timeout } from '../values.ts'

/** `murphy test TARGET`: the whole line, from set-up to report. */
export function testCommand(): Command {
  const command = new Command('test')
    .description('run a workload against a target while faults are injected, then judge what happened')
    .argument('<target>', `the database: ${targets.map((target) => target.name).join(', ')}`)
    .option('--setting <name>', 'how the target replicates; see `murphy list`')
    .option('--backend <name>', 'where the nodes live: process, docker')
    .option('--workload <name>', 'what the clients do (default: register)')
    .option('--faults <names>', 'fault families at intervals, comma separated: partition,kill,pause', names)
    .option('--schedule <name>', 'a composed schedule instead: failover')
    .option('--reads <where>', 'where reads go: primary or any-node', reads)
    .option('--nodes <n>', 'how many nodes', numeric)
    .option('--concurrency <n>', 'client threads', numeric)
    .option('--rate <n>', 'ops a second over all clients, 0 for as fast as they go', numeric)
    .option('--time-limit <time>', 'how long the load lasts: 20, 90s, 2m', seconds)
    .option('--interval <time>', 'mean time between faults', seconds)
    .option('--timeout <ms>', 'how long a client waits for an answer, in ms, or "adaptive"', timeout)
    .option('--seed <n>', 'everything random comes from it', numeric)
    .option('--check-time <time>', 'most that one checker may take', seconds)
    .option('--check-memory <mb>', 'most memory that one checker may use, in MB', numeric)
    .option('--store <folder>', 'where runs are kept', 'store')
    .option('--json', "end with one line of JSON: the folder, the verdict, each checker's")
    .option('--quiet', 'show only the result')
  for (const [name, about] of targetOptions()) command.addOption(new Option(`--${name} <value>`, about))
  return command.action(async (target: string, flags: Record<string, unknown>) => {
    const { json, quiet, ...rest } = flags as { json?: boolean; quiet?: boolean }
    const outcome = await interruptible((signal) =>
      runTest(scenarioOf(target, rest), {
        signal,
        onProgress: progressTo(process.stderr, quiet === true || json === true),
      }),
    )
    await tellOutcome(outcome, json === true)
    process.exitCode = exitCodes[outcome.results.verdict]
  })
}

/** The options that targets bring, each under its name once. */
function targetOptions(): Map<string, string> {
  const all = new Map<string, string>()
  for (const target of targets)
    for (const option of target.options) {
      const values = option.values === undefined ? 'a number' : option.values.join(', ')
      all.set(option.name, `${target.name}: ${option.about} (${values}; default ${option.default})`)
    }
  return all
}

/** Sorts commander's camel-cased flags into the scenario's own fields and the target's options. */
function scenarioOf(target: string, flags: Record<string, unknown>): Scenario {
  const own: Record<string, unknown> = { target }
  const options: Record<string, string | number> = {}
  const dashed = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  const targetNames = targetOptions()
  for (const [name, value] of Object.entries(flags))
    if (targetNames.has(dashed(name))) options[dashed(name)] = value as string
    else own[name] = value
  return { ...(own as unknown as Scenario), options }
}
