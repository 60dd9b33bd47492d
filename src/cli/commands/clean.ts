import { Command } from 'commander'
import { list, plural } from '../../../reports/text.ts'
import type { CleanedThing } from '../../cluster/cluster.ts'
import { exitCodes } from '../../op/verdict.ts'
import { clean } from '../../scenario/clean.ts'

/** `murphy clean`: removes what crashed controllers left behind. */
export function cleanCommand(): Command {
  return new Command('clean')
    .description(
      'remove what killed runs left behind: processes, containers, folders, what was done to your own servers',
    )
    .option('--run <id>', 'only this run, even if its controller is alive (the id is in test.json)')
    .option('--json', 'as JSON')
    .action(async (flags: { run?: string; json?: boolean }) => {
      const log = flags.json === true ? () => {} : (line: string) => void process.stdout.write(`${line}\n`)
      const { cleaned, unreachable } = await clean(flags.run, log)
      if (flags.json === true) process.stdout.write(`${JSON.stringify({ cleaned, unreachable })}\n`)
      else {
        process.stdout.write(cleanedText(cleaned))
        if (cleaned.length === 0)
          process.stdout.write(flags.run === undefined ? 'nothing to clean\n' : `nothing of run ${flags.run} is here\n`)
        for (const { backend, detail } of unreachable) process.stdout.write(`not cleaned: ${backend} (${detail})\n`)
      }
      if (unreachable.some(({ failed }) => failed)) process.exitCode = exitCodes.broken
    })
}

/** A line for each run: its processes counted, everything else by name. Commands that were run were told before. */
export function cleanedText(cleaned: readonly CleanedThing[]): string {
  const removed = cleaned.filter(({ kind }) => kind !== 'command')
  const lines = [...new Set(removed.map(({ runId }) => runId))].map((runId) => {
    const things = removed.filter((thing) => thing.runId === runId)
    const processes = things.filter(({ kind }) => kind === 'process').length
    const others = things.filter(({ kind }) => kind !== 'process').map(({ kind, name }) => `${kind} ${name}`)
    return `run ${runId}: removed ${list([...(processes > 0 ? [plural(processes, 'process', 'processes')] : []), ...others])}\n`
  })
  return lines.join('')
}
