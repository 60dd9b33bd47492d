import { Command } from 'commander'
import { reporters } from '../../../reports/registry.ts'
import { byName } from '../../op/names.ts'
import { loadRun } from '../../scenario/load-run.ts'
import { writeReports } from '../../scenario/reports.ts'
import { given } from '../given.ts'

/** `murphy report RUN`: writes a run's reports again, or prints one. */
export function reportCommand(): Command {
  return new Command('report')
    .description('write the reports of a judged run again, or print one')
    .argument('[run]', 'a run folder, <test>/<time> in the store, or "latest"', 'latest')
    .option('--store <folder>', 'where runs are kept', 'store')
    .option('--print <reporter>', `print one to the terminal: ${reporters.map((reporter) => reporter.name).join(', ')}`)
    .action(async (run: string, flags: { store: string; print?: string }) => {
      const stored = loadRun(given(flags.store, run))
      if (flags.print !== undefined) {
        process.stdout.write(await byName('reporter', reporters, flags.print).render(stored))
        return
      }
      for (const path of await writeReports(stored)) process.stdout.write(`${path}\n`)
    })
}
