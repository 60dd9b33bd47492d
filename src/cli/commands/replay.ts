import { Command } from 'commander'
import { exitCodes } from '../../op/verdict.ts'
import { replayOf } from '../../scenario/replay.ts'
import { accessOf, accessOptions } from '../access.ts'
import { given } from '../given.ts'
import { tellNoOutcome, tellOutcome } from '../outcome.ts'
import { run } from '../run.ts'

/** `murphy replay RUN`: the same ops, and the same faults at the same points. */
export function replayCommand(): Command {
  return accessOptions(new Command('replay'))
    .description('run a recorded run again: the same ops, and its faults where they struck, counted in ops')
    .argument('[run]', 'a run folder, <test>/<time> in the store, or "latest"', 'latest')
    .option('--store <folder>', 'where runs are kept', 'store')
    .option('--json', "end with one line of JSON: the folder, the verdict, each checker's")
    .option('--quiet', 'show only the seed and the result')
    .action(
      async (
        name: string,
        flags: { store: string; json?: boolean; quiet?: boolean; yes?: boolean; secrets?: string },
      ) => {
        const json = flags.json === true
        try {
          const scenario = { ...replayOf(given(flags.store, name)), store: flags.store }
          const outcome = await run(scenario, { quiet: json || flags.quiet === true, ...accessOf(flags) })
          await tellOutcome(outcome, json)
          process.exitCode = exitCodes[outcome.results.verdict]
        } catch (error) {
          tellNoOutcome(error, json)
          throw error
        }
      },
    )
}
