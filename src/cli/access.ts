import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline/promises'
import type { Command } from 'commander'
import { MurphyError } from '../op/failure.ts'
import { environment } from '../scenario/admit.ts'
import type { Hooks } from '../scenario/hooks.ts'
import { isPerson } from './progress.ts'

/** Options for servers of the user's own. */
export function accessOptions(command: Command): Command {
  return command
    .optionsGroup('Only for servers of your own (docs/existing-clusters.md):')
    .option('--secrets <file>', 'lines like PGPASSWORD=…, which go before the environment')
    .option('--yes', 'also write to a database that is not empty, without asking')
}

/** How a run comes by passwords and by the consent to write, as the flags say. */
export function accessOf({ secrets, yes }: { secrets?: unknown; yes?: unknown }): Pick<Hooks, 'secret' | 'consent'> {
  return {
    ...(typeof secrets === 'string' ? { secret: secretsIn(secrets) } : {}),
    ...(yes === true
      ? { consent: async () => true }
      : process.stdin.isTTY && isPerson(process.env)
        ? { consent: ask }
        : {}),
  }
}

function secretsIn(path: string): (name: string) => string | undefined {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    throw new MurphyError('usage', `The file of --secrets, ${path}, cannot be read.`, { cause })
  }
  const found = parseSecrets(text, path)
  return (name) => found.get(name) ?? environment(name)
}

/** `NAME=value` a line, everything after the first `=`; empty lines and those with `#` first are none. */
export function parseSecrets(text: string, path: string): Map<string, string> {
  const found = new Map<string, string>()
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue
    const [, name, value] = /^(\w+)=(.*)$/.exec(line) ?? []
    if (name === undefined || value === undefined)
      throw new MurphyError('usage', `Line ${i + 1} of ${path} is not NAME=value.`)
    found.set(name, value)
  }
  return found
}

/** No answer, and Ctrl-C, is a no. */
async function ask(told: string, signal?: AbortSignal): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr, terminal: false })
  try {
    process.stderr.write(`${told}\nMurphy writes to a space of its own only, but loads the servers. `)
    const ended = new Promise<string>((resolve) => terminal.once('close', () => resolve('')))
    const answered = terminal.question('Go on? [y/N] ', signal === undefined ? {} : { signal }).catch(() => '')
    return /^y(es)?$/i.test((await Promise.race([answered, ended])).trim())
  } finally {
    terminal.close()
  }
}
