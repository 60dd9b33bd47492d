import { Command } from 'commander'
import type { Finding } from '../../../findings/finding.ts'
import { perform, type Result } from '../../../findings/perform.ts'
import { findings } from '../../../findings/registry.ts'
import { MurphyError } from '../../op/failure.ts'
import { byName } from '../../op/names.ts'
import { defaults } from '../../scenario/defaults.ts'
import { findingsTo } from '../findings-progress.ts'
import { findingData, findingsText, resultData, resultsCode, resultsText } from '../findings-text.ts'
import { interruptible } from '../interrupt.ts'
import { names, numeric } from '../values.ts'

const notes = `
Each finding is one run against real servers; broken configurations come with the control that is not. Exit codes: 0
all came out as expected, 1 one did not, 2 one could not be run here or proved nothing (or Ctrl-C), 255 the harness
broke.

Examples:
  murphy findings --list
  murphy findings --target postgres
  murphy findings --only postgres-async-failover,postgres-quorum-failover --times 5`

interface Flags {
  readonly target?: string
  readonly only?: string[]
  readonly times: number
  readonly list?: boolean
  readonly json?: boolean
  readonly store: string
}

/** `murphy findings`: what is known of databases, shown on real ones, one after another, with a table at the end. */
export function findingsCommand(): Command {
  return new Command('findings')
    .description('show what is known of databases on real ones: promises that break, and the controls that hold')
    .option('--target <name>', 'only those of this target')
    .option('--only <names>', 'only these, with commas', names)
    .option('--times <n>', 'how often each is run', numeric, 1)
    .option('--list', 'say what there is, and run nothing')
    .option('--json', 'end with one line of JSON')
    .option('--store <folder>', 'where runs are kept', defaults.store)
    .addHelpText('after', notes)
    .action(async (flags: Flags) => {
      const chosen = choose(findings, flags)
      const json = flags.json === true
      if (flags.list === true) {
        process.stdout.write(json ? `${JSON.stringify(chosen.map(findingData))}\n` : findingsText(chosen))
        return
      }
      const results = await runAll(chosen, flags)
      process.stdout.write(json ? `${JSON.stringify(results.map(resultData))}\n` : resultsText(results))
      process.exitCode = resultsCode(results, chosen.length)
    })
}

/** Throws MurphyError `usage` for names that are not there, and for a number of times that is none. */
export function choose(all: readonly Finding[], { target, only, times }: Omit<Flags, 'store'>): readonly Finding[] {
  if (!Number.isInteger(times) || times < 1)
    throw new MurphyError('usage', `--times takes a whole number from 1 on, not ${times}.`)
  const having = [...new Set(all.map(({ scenario }) => scenario.target))].map((name) => ({ name }))
  if (target !== undefined) byName('target with findings', having, target)
  const wanted = only?.map((name) => byName('finding', all, name)) ?? all
  const chosen = wanted.filter(({ scenario }) => target === undefined || scenario.target === target)
  if (chosen.length === 0)
    throw new MurphyError('usage', `None of these findings is about ${target}.`, {
      hint: 'Give --target or --only, not both.',
    })
  return chosen
}

async function runAll(chosen: readonly Finding[], { times, store }: Flags): Promise<Result[]> {
  const screen = findingsTo(process.stderr, { findings: chosen, times })
  return interruptible(async (signal) => {
    const results: Result[] = []
    for await (const result of perform(chosen, { times, store, signal, onRun: screen.onRun })) {
      screen.ended(result)
      results.push(result)
    }
    return results
  })
}
