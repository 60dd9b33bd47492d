import { readFileSync } from 'node:fs'
import { MurphyError } from '../op/failure.ts'

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'it may not be read by this user',
}

/**
 * What stands in a JSON file that a user wrote. Throws MurphyError `usage` with the place of the mistake where Node
 * knows it, and never with a piece of the file: it may hold a secret. `what` names the file's kind: `schedule`; `hint` says
 * what else there is where it cannot be read.
 */
export function readJsonInput(what: string, path: string, hint?: string): unknown {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    const { code = '', message } = cause as NodeJS.ErrnoException
    throw new MurphyError('usage', `The ${what} ${path} cannot be read: ${reasons[code] ?? message}.`, {
      ...(hint !== undefined && { hint }),
      cause,
    })
  }
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new MurphyError('usage', `The ${what} ${path} is not JSON: ${mistake(text, (error as Error).message)}.`)
  }
}

/** V8's message without its quotation of the text, and its position as people count. */
function mistake(text: string, message: string): string {
  const said = message.replace(/ in JSON at position .*$/s, '').replace(/, (?:\.\.\.)?".*$/s, '')
  const [, position] = /at position (\d+)/.exec(message) ?? []
  if (position === undefined) return said
  const lines = text.slice(0, Number(position)).split('\n')
  return `${said} (line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1})`
}
