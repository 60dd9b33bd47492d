import { Command } from 'commander'
import { MurphyError } from '../../op/failure.ts'
import { exitCodes } from '../../op/verdict.ts'
import { defaults } from '../../scenario/defaults.ts'
import { resolve } from '../../scenario/resolve.ts'
import { tellOutcome } from '../outcome.ts'
import { run } from '../run.ts'
import { numeric, seconds } from '../values.ts'

/** `murphy demo`: the same failover on PostgreSQL twice; asynchronous replication loses writes, a quorum does not. */
export function demoCommand(): Command {
  return new Command('demo')
    .description('show three real PostgreSQL servers losing acknowledged writes at a failover, and then not')
    .option('--time-limit <time>', 'length of each of the two loads', seconds, 12)
    .option('--seed <n>', 'everything random comes from it', numeric, 1)
    .option('--backend <name>', 'where the nodes live: process, docker', 'process')
    .option('--store <folder>', 'where runs are kept', defaults.store)
    .action(async (flags: { timeLimit: number; seed: number; backend: string; store: string }) => {
      const expected = { async: 'invalid', quorum: 'valid' } as const
      const wrong: string[] = []
      for (const setting of ['async', 'quorum'] as const) {
        const scenario = { target: 'postgres', setting, workload: 'set', schedule: 'failover', ...flags }
        resolve(scenario) // what cannot be run is refused before the story begins
        process.stdout.write(`\n${stories[setting]}\n\n`)
        const outcome = await run(scenario, { quiet: false })
        await tellOutcome(outcome, false)
        if (outcome.test.interrupted !== undefined) {
          process.exitCode = exitCodes.unknown
          return
        }
        if (outcome.results.verdict !== expected[setting])
          wrong.push(`${setting}: ${outcome.results.verdict} instead of ${expected[setting]}`)
      }
      if (wrong.length > 0)
        throw new MurphyError('broken', `The demo did not go as it should (${wrong.join('; ')}).`, {
          hint: 'The reports above say why; `murphy doctor` tells what works on this machine.',
        })
      process.stdout.write(`\n${stories.next}\n`)
    })
}

const stories = {
  async:
    'First: asynchronous replication. Three servers; replication is cut while clients go on writing, the primary is\nkilled, a standby is promoted. What becomes of the writes that the old primary had acknowledged?',
  quorum: 'Now the same with quorum commit: a write is acknowledged only when one of two standbys has it.',
  next: 'Open either report in a browser. `murphy list` shows what else there is, `murphy test --help` how to ask for it.',
} as const
