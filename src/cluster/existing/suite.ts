import { MurphyError } from '../../op/failure.ts'
import type { BackendCapability } from '../cluster.ts'

/**
 * What the owner of servers lets Murphy do to them: a shell command for each deed. It runs on the controller, with the
 * server in its environment: MURPHY_NODE, MURPHY_HOST, MURPHY_PORT, and of a second one MURPHY_PEER, MURPHY_PEER_HOST,
 * MURPHY_PEER_PORT.
 */
export const deeds = {
  kill: 'ends the database at once, as SIGKILL does',
  start: 'starts it again; Murphy waits until it answers',
  pause: 'stops the database from running (SIGSTOP, a frozen machine)',
  resume: 'lets it run on',
  partition: 'from now on nothing that comes from the peer reaches the server',
  heal: 'undoes that',
  reaches: 'exit code 0: the server reaches the peer’s database now; any other: it does not',
  state: 'prints running, paused or stopped; without it, what Murphy did last',
} as const

export type Deed = keyof typeof deeds

export interface Suite {
  /** Where it was read from. */
  readonly file?: string
  readonly commands: { readonly [D in Deed]?: string }
}

/** What a deed needs to be undone, and to be seen. */
const together: readonly (readonly Deed[])[] = [
  ['kill', 'start'],
  ['pause', 'resume'],
  ['partition', 'heal', 'reaches'],
]

/** Reads a suite. Throws MurphyError `usage` with every problem that it has, and never with a command: it may hold a secret. */
export function readSuite(data: unknown, source: string): Suite {
  const problems = problemsOf(data)
  if (problems.length === 0) return { ...(data as Suite), file: source }
  throw new MurphyError('usage', `${source} is no suite: ${problems.join('; ')}.`, {
    hint: 'For example { "commands": { "kill": "ssh $MURPHY_HOST …", "start": "ssh $MURPHY_HOST …" } }; see docs/existing-clusters.md.',
  })
}

function problemsOf(data: unknown): string[] {
  const commands = isObject(data) ? data.commands : undefined
  if (!isObject(data) || !isObject(commands)) return ['it has no object "commands"']
  const more = Object.keys(data).filter((key) => key !== 'commands')
  const given = Object.entries(commands)
  const known = Object.keys(deeds).join(', ')
  return [
    ...more.map((key) => `"${key}" is unknown (known: commands)`),
    ...given
      .filter(([name]) => !Object.hasOwn(deeds, name))
      .map(([name]) => `"${name}" is no command (known: ${known})`),
    ...given
      .filter(([, text]) => typeof text !== 'string' || text.trim() === '')
      .map(([name]) => `"${name}" is no text`),
    ...given
      .filter(([, text]) => typeof text === 'string' && holdsSecret(text))
      .map(([name]) => `"${name}" holds a password, which belongs into the environment (write it as $NAME)`),
    ...together.flatMap((group) => {
      const lacking = group.filter((name) => !Object.hasOwn(commands, name))
      const had = group.find((name) => Object.hasOwn(commands, name))
      return had === undefined ? [] : lacking.map((name) => `"${had}" needs "${name}", too`)
    }),
  ]
}

/** `PGPASSWORD=abc`, `--token abc`, `user:abc@host`, but not where the value is a variable of the shell's. */
function holdsSecret(text: string): boolean {
  const word = `(?:passw(?:or)?d|secret|token|api[-_]?key)`
  const value = String.raw`["']?(?![$"'\s]|$)`
  const set = new RegExp(`${word}=${value}`, 'i')
  const flag = new RegExp(`--?${word}[ =]${value}`, 'i')
  const inUrl = /:\/\/[^\s:@/]+:(?!\$)[^\s@]+@/
  return set.test(text) || flag.test(text) || inUrl.test(text)
}

/** What servers have with these commands that they lack without. */
export function capabilitiesOf({ commands }: Suite): BackendCapability[] {
  return [
    ...(commands.kill === undefined ? [] : (['kill'] as const)),
    ...(commands.pause === undefined ? [] : (['pause'] as const)),
    ...(commands.partition === undefined ? [] : (['node-cuts'] as const)),
  ]
}

function isObject(data: unknown): data is Readonly<Record<string, unknown>> {
  return typeof data === 'object' && data !== null && !Array.isArray(data)
}
