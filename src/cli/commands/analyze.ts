import { Command } from 'commander'
import { exitCodes } from '../../op/verdict.ts'
import { analyze } from '../../scenario/analyze.ts'
import { given } from '../given.ts'
import { tellOutcome } from '../outcome.ts'
import { numeric, seconds } from '../values.ts'

/** `murphy analyze RUN`: judges a recorded run again, without its database; also one whose controller was killed. */
export function analyzeCommand(): Command {
  return new Command('analyze')
    .description('judge a recorded run again, also one that was killed half-way')
    .argument('[run]', 'a run folder, <test>/<time> in the store, or "latest"', 'latest')
    .option('--store <folder>', 'where runs are kept', 'store')
    .option('--check-time <time>', 'most that one checker may take', seconds)
    .option('--check-memory <mb>', 'most memory that one checker may use, in MB', numeric)
    .option('--json', "end with one line of JSON: the folder, the verdict, each checker's")
    .action(async (run: string, flags: { store: string; checkTime?: number; checkMemory?: number; json?: boolean }) => {
      const { store, json, ...budget } = flags
      const outcome = await analyze(given(store, run), budget)
      await tellOutcome(outcome, json === true)
      process.exitCode = exitCodes[outcome.results.verdict]
    })
}
