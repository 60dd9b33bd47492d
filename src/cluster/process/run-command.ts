import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { MurphyError } from '../../op/failure.ts'
import type { ExecOptions, ExecResult } from '../cluster.ts'

const DEFAULT_TIMEOUT_MS = 60_000

export interface Surroundings {
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly uid?: number
  readonly gid?: number
  /** For messages. */
  readonly node: string
}

/**
 * Runs a command in a session of its own (Ctrl-C at the terminal is the controller's to handle) and waits until it has
 * ended and its output is closed. `onStart` and `onTimeout` let the owner keep track of the process.
 */
export async function runCommand(
  argv: readonly string[],
  { cwd, env, uid, gid, node }: Surroundings,
  options: ExecOptions,
  hooks: { onStart(pid: number): void; onTimeout(pid: number): void },
): Promise<ExecResult> {
  const [program, ...args] = argv
  if (program === undefined) throw new MurphyError('broken', `An empty command was to be run on ${node}.`)
  const identity = uid === undefined || gid === undefined ? {} : { uid, gid }
  const child = spawn(program, args, { cwd, env: { ...env, ...options.env }, detached: true, ...identity })
  const { pid } = child
  if (pid !== undefined) hooks.onStart(pid)
  return await new Promise((resolve, reject) => {
    let timedOut = false
    const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS
    const timer = setTimeout(() => {
      timedOut = true
      if (pid !== undefined) hooks.onTimeout(pid)
      child.stdout.destroy()
      child.stderr.destroy()
    }, timeoutMs)
    const output = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8')
      child[name].on('data', (text: string) => {
        output[name] += text
      })
    }
    child.once('error', (cause) => {
      clearTimeout(timer)
      reject(cannotRun(program, node, cause))
    })
    child.once('close', (code, signal) => {
      clearTimeout(timer)
      if (timedOut) reject(tookTooLong(argv, node, timeoutMs, output.stderr))
      else resolve({ code: code ?? 128 + signalNumber(signal), ...output })
    })
    child.stdin.on('error', () => {}) // the command may end without reading its input
    child.stdin.end(options.input ?? '')
  })
}

export function cannotRun(program: string, node: string, cause: unknown): MurphyError {
  const { code = 'unknown error' } = cause as NodeJS.ErrnoException
  return new MurphyError('broken', `${program} cannot be run on ${node} (${code}).`, {
    hint:
      code === 'EACCES'
        ? 'The database runs as another user than the controller: give the program by a path from `cluster.reachable(path)`.'
        : 'Is it installed? `murphy doctor` says what is missing.',
    cause,
  })
}

function tookTooLong(argv: readonly string[], node: string, timeoutMs: number, stderr: string): MurphyError {
  const last = stderr.trim().split('\n').at(-1)
  return new MurphyError('broken', `${argv[0]} did not end on ${node} within ${timeoutMs} ms.`, {
    ...(last === undefined || last === '' ? {} : { hint: `Its last words: ${last}` }),
  })
}

/** A shell's way to report a death by signal. */
function signalNumber(signal: NodeJS.Signals | null): number {
  return signal === null ? 0 : constants.signals[signal]
}
