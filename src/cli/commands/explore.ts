import { Command } from 'commander'
import { plural } from '../../../reports/text.ts'
import { exitCodes } from '../../op/verdict.ts'
import { type Exploration, explore, type Found } from '../../scenario/explore.ts'
import { table } from '../format.ts'
import { interruptible } from '../interrupt.ts'
import { numeric } from '../values.ts'
import { readScenario, testOptions } from './test.ts'

const notes = `
Draws schedules of a few faults, runs each, and stops at the first that breaks the database; then leaves out fault
after fault for as long as it still breaks. Short loads find more: --time-limit 8s is the default here.

Example:
  murphy explore postgres --setting async --workload set --faults partition,kill,pause`

/** `murphy explore TARGET`: looks for the fewest faults that break it. */
export function exploreCommand(): Command {
  return testOptions(new Command('explore'))
    .description('draw schedules at random until one breaks the database, and shrink it to the fewest faults')
    .optionsGroup('How long it looks:')
    .option('--runs <n>', 'how many schedules are tried', numeric, 30)
    .option('--most-faults <n>', 'how many faults a schedule has at most', numeric, 5)
    .option('--reruns <n>', 'how often the fewest faults are run again, to see how often they break it', numeric, 3)
    .addHelpText('after', notes)
    .action(async (target: string, { runs, mostFaults, reruns, ...flags }: Flags) => {
      const { workload = 'set', timeLimit = 8, ...scenario } = readScenario(target, flags)
      const result = await interruptible((signal) =>
        explore(
          { ...scenario, workload, timeLimit },
          { runs, mostFaults, reruns, onStart: tellSeed, onRun: tellRun },
          { signal },
        ),
      )
      process.stdout.write(flags.json === true ? `${JSON.stringify(data(result))}\n` : told(result))
      process.exitCode = exitCodes[verdictOf(result)]
    })
}

type Flags = Record<string, unknown> & { readonly runs: number; readonly mostFaults: number; readonly reruns: number }

const verdictOf = ({ found, proven, stopped }: Exploration) =>
  found !== undefined ? 'invalid' : proven > 0 && stopped === undefined ? ('valid' as const) : ('unknown' as const)

const tellSeed: NonNullable<Parameters<typeof explore>[1]['onStart']> = ({ seed, faults }) => {
  process.stderr.write(`seed ${seed}  schedules of ${faults.join(', ')}\n`)
}

const tellRun: NonNullable<Parameters<typeof explore>[1]['onRun']> = ({ what, outcome }) => {
  process.stderr.write(outcome === undefined ? `  ${what} … ` : `${outcome.results.verdict}\n`)
}

function told({ drawn, proven, stopped, found }: Exploration): string {
  if (found === undefined)
    return `\n${stopped ? 'Stopped' : 'Nothing broke it'}: ${plural(drawn, 'schedule was', 'schedules were')} run, ${proven} of them proved that it held.\n`
  const { outcome, before, faults, again, file, command } = found
  return [
    '',
    outcome.results.sentence,
    '',
    `The ${ordinal(drawn)} schedule broke it; of its ${before} faults ${faults.length === 1 ? 'this one is' : `these ${faults.length} are`} enough:`,
    table(
      [...faults]
        .sort((a, b) => a.from - b.from)
        .map(({ from, to, start }) => [`${from} to ${to} s`, `${start.f} ${strikes(start.value)}`]),
    ),
    ...(again.of + again.unproven === 0 ? [] : [`Run again, they broke it ${rate(again)}.`]),
    '',
    `  schedule ${file}`,
    `  report   ${outcome.folder}/report.html`,
    `  again    ${command}`,
    '',
  ].join('\n')
}

const rate = ({ broke, of, unproven }: Found['again']) =>
  `${broke} of ${plural(of, 'time')}${unproven === 0 ? '' : `; ${plural(unproven, 'more run')} proved nothing`}`

const data = (result: Exploration) => {
  const { drawn, proven, stopped, found } = result
  if (found === undefined) return { verdict: verdictOf(result), drawn, proven, ...(stopped && { stopped }) }
  const { outcome, ...rest } = found
  return { verdict: 'invalid', drawn, proven, folder: outcome.folder, sentence: outcome.results.sentence, ...rest }
}

/** `primaries`, where a spec says it. */
function strikes(value: unknown): string {
  const { spec } = (value ?? {}) as { readonly spec?: string }
  return spec ?? ''
}

function ordinal(n: number): string {
  const suffix = n % 100 >= 11 && n % 100 <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th')
  return `${n}${suffix}`
}
