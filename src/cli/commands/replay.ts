import { join } from 'node:path'
import { Command } from 'commander'
import { isFaultReport } from '../../op/fault.ts'
import type { Op } from '../../op/op.ts'
import { exitCodes } from '../../op/verdict.ts'
import { readRecorded } from '../../scenario/recorded.ts'
import { replayOf } from '../../scenario/replay.ts'
import { files } from '../../store/folder.ts'
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
          const folder = given(flags.store, name)
          const scenario = { ...replayOf(folder), store: flags.store }
          const outcome = await run(scenario, { quiet: json || flags.quiet === true, ...accessOf(flags) })
          await tellOutcome(outcome, json)
          process.stderr.write(fewer(planned(outcome.history), planned(readRecorded(join(folder, files.history)).ops)))
          process.exitCode = exitCodes[outcome.results.verdict]
        } catch (error) {
          tellNoOutcome(error, json)
          throw error
        }
      },
    )
}

/** Faults that the schedule began; healing is not counted. */
const planned = (history: readonly Op[]) =>
  history.filter(({ process, value }) => process === 'nemesis' && isFaultReport(value) && value.phase !== 'stop').length

/** Faults come after as many client ops as then: a slower machine may not get to all of them in the time limit. */
export function fewer(now: number, then: number): string {
  return now >= then
    ? ''
    : `\nnote: ${now} of the ${then} faults of that run came before the time limit; it was faster.\n`
}
