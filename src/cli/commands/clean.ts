import { Command } from 'commander'
import { clean } from '../../scenario/clean.ts'

/** `murphy clean`: removes what crashed controllers left behind. */
export function cleanCommand(): Command {
  return new Command('clean')
    .description('remove processes, containers, networks and folders that killed runs left behind')
    .option('--run <id>', 'only this run, even if its controller is alive (the id is in test.json)')
    .option('--json', 'as JSON')
    .action(async (flags: { run?: string; json?: boolean }) => {
      const { cleaned, unreachable } = await clean(flags.run)
      if (flags.json === true) process.stdout.write(`${JSON.stringify({ cleaned, unreachable })}\n`)
      else {
        for (const thing of cleaned) process.stdout.write(`removed ${thing.kind} ${thing.name} of run ${thing.runId}\n`)
        if (cleaned.length === 0)
          process.stdout.write(flags.run === undefined ? 'nothing to clean\n' : `nothing of run ${flags.run} is here\n`)
        for (const { backend, detail } of unreachable) process.stdout.write(`not looked at: ${backend} (${detail})\n`)
      }
    })
}
