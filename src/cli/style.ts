import type { Command } from 'commander'
import { indented } from './failure.ts'

/** How commander speaks for us: help that fits the terminal, and refusals in the words of all others. */
export function styled(command: Command): void {
  command.exitOverride().showHelpAfterError(indented(`\`${path(command)} --help\` lists what there is.`))
  command.configureOutput({ outputError: (text, write) => write(refusal(text)) })
  command.configureHelp({
    minWidthToWrap: 20,
    // A long name stands on a line of its own; it does not push what is said of all others to the right.
    padWidth: (of, help) => Math.min(longest(of, help), Math.floor((help.helpWidth ?? 80) * 0.35)),
    formatItem: (term, width, about, help) => {
      const columns = width + 4
      const text = help.boxWrap(about, Math.max(20, (help.helpWidth ?? 80) - columns)).split('\n')
      const beside = term.length <= width ? `  ${term.padEnd(width)}  ` : `  ${term}\n${' '.repeat(columns)}`
      return about === '' ? `  ${term}` : beside + text.join(`\n${' '.repeat(columns)}`)
    },
  })
}

type Help = ReturnType<Command['createHelp']>

function longest(command: Command, help: Help): number {
  return Math.max(
    help.longestOptionTermLength(command, help),
    help.longestSubcommandTermLength(command, help),
    help.longestArgumentTermLength(command, help),
  )
}

/** `murphy test` */
function path(command: Command): string {
  return command.parent === null ? command.name() : `${path(command.parent)} ${command.name()}`
}

/** `error: unknown option '--wrokload'`, and below it what commander puts into brackets. */
function refusal(text: string): string {
  const [first = '', ...more] = text.trimEnd().split('\n')
  return `${[first, ...more.map((line) => indented(line.replace(/^\((.*)\)$/, '$1')))].join('\n')}\n`
}
