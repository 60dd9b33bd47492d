#!/usr/bin/env node
import { Command, CommanderError } from 'commander'
import { MurphyError } from '../op/failure.ts'
import { isModule, loadTarget } from '../scenario/own-target.ts'
import { version } from '../scenario/version.ts'
import { analyzeCommand } from './commands/analyze.ts'
import { checkCommand } from './commands/check.ts'
import { cleanCommand } from './commands/clean.ts'
import { demoCommand } from './commands/demo.ts'
import { doctorCommand } from './commands/doctor.ts'
import { exploreCommand } from './commands/explore.ts'
import { findingsCommand } from './commands/findings.ts'
import { listCommand } from './commands/list.ts'
import { newTargetCommand } from './commands/new-target.ts'
import { replayCommand } from './commands/replay.ts'
import { reportCommand } from './commands/report.ts'
import { testCommand } from './commands/test.ts'
import { tellFailure } from './failure.ts'
import { styled } from './style.ts'

const badArguments = 254

const program = new Command('murphy')
  .description('Breaks a real database cluster on purpose and says what the database did.')
  .version(version)
  // `murphy test postgres --version 17` is about PostgreSQL.
  .enablePositionalOptions()
  .addHelpText(
    'after',
    `
Start with:
  murphy doctor                 what works on this machine
  murphy demo                   PostgreSQL losing acknowledged writes, in half a minute
  murphy list                   what can be tested, and what can go wrong
  murphy test postgres --workload set --schedule failover

Exit codes: 0 valid, 1 invalid, 2 unknown, 254 bad arguments, 255 broken (the harness did not do its job).`,
  )

const commands = [
  demoCommand,
  testCommand,
  replayCommand,
  exploreCommand,
  findingsCommand,
  checkCommand,
  analyzeCommand,
  reportCommand,
  listCommand,
  doctorCommand,
  cleanCommand,
  newTargetCommand,
]

/** A target of the user's own brings options, so it is there before the commands are. */
async function main(): Promise<void> {
  const [name = '', ...words] = process.argv.slice(2)
  if (name === 'test' || name === 'explore') for (const word of words.filter(isModule)) await loadTarget(word)
  for (const command of commands) program.addCommand(command())
  for (const command of [program, ...program.commands]) styled(command)
  // `murphy help tset` is a mistake like `murphy tset`.
  const [asked] = words
  const known = asked === undefined || asked.startsWith('-') || program.commands.some((each) => each.name() === asked)
  await (name === 'help' && !known ? program.parseAsync([asked], { from: 'user' }) : program.parseAsync())
}

// A reader that goes away (`murphy list | head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 255))

try {
  await main()
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : badArguments
  else {
    tellFailure(error)
    process.exitCode = error instanceof MurphyError && error.kind === 'usage' ? badArguments : 255
  }
}
