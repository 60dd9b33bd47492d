import { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import type Docker from 'dockerode'
import { MurphyError } from '../../op/failure.ts'
import type { ExecOptions, ExecResult } from '../cluster.ts'

const DEFAULT_TIMEOUT_MS = 60_000
/** For a busy engine to report an end that has come. */
const GRACE_MS = 5_000

/**
 * Runs a command in a container and waits. A command that outlives `timeoutMs` is killed, also when nobody here waits
 * any more: `timeout` of the container's own coreutils does it from inside.
 *
 * @throws Error (of the engine) when the container is paused or stopped; MurphyError when the command does not exist
 *   or does not end in time.
 */
export async function execIn(
  container: Docker.Container,
  user: string,
  argv: readonly string[],
  options: ExecOptions = {},
): Promise<ExecResult> {
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS
  const seconds = String(Math.max(0.1, timeoutMs / 1000))
  const deadline = Date.now() + timeoutMs
  // Nothing to read: /dev/null. A pipe's end can be lost when it comes at once: containerd's shim keeps a writing end of
  // its own, opens the reading end in the background, and if asked to close first waits there for ever (moby#37870).
  const input = options.input === '' ? undefined : options.input
  const exec = await container.exec({
    Cmd: ['timeout', '-s', 'KILL', seconds, ...argv],
    User: user,
    Env: Object.entries(options.env ?? {}).map(([name, value]) => `${name}=${value}`),
    AttachStdin: input !== undefined,
    AttachStdout: true,
    AttachStderr: true,
  })
  const stream = await exec.start({ hijack: true, stdin: input !== undefined })
  const stdout: Buffer[] = []
  const stderr: Buffer[] = []
  container.modem.demuxStream(stream, collector(stdout), collector(stderr))
  if (input !== undefined) stream.end(input)

  const inTime = await endsWithin(stream, timeoutMs + GRACE_MS)
  const code = inTime ? await exitCode(exec) : undefined
  // 137 before the deadline is an answer: the node was killed under the command.
  if (code === undefined || (code === 137 && Date.now() >= deadline)) {
    if ('destroy' in stream && typeof stream.destroy === 'function') stream.destroy()
    throw new MurphyError('broken', `${argv[0]} did not end within ${timeoutMs} ms.`, {
      hint: 'The machine may be overloaded; look at the node logs of the run.',
    })
  }
  const result = { code, stdout: textOf(stdout), stderr: textOf(stderr) }
  if ((code === 126 || code === 127) && result.stderr.startsWith('timeout: failed to run command')) {
    throw new MurphyError('broken', `The image has no program ${argv[0]}.`, {
      hint: 'Check the image: the program must be on its PATH.',
    })
  }
  return result
}

function collector(chunks: Buffer[]): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk)
      done()
    },
  })
}

function textOf(chunks: readonly Buffer[]): string {
  return Buffer.concat(chunks).toString('utf8')
}

async function endsWithin(stream: NodeJS.ReadWriteStream, ms: number): Promise<boolean> {
  const abort = AbortSignal.timeout(ms)
  try {
    await finished(stream, { signal: abort, writable: false })
    return true
  } catch (error) {
    if (abort.aborted) return false
    throw error
  }
}

/** The engine closes the output a moment before it knows the code. */
async function exitCode(exec: Docker.Exec): Promise<number | undefined> {
  for (let tries = 0; tries < 100; tries++) {
    const info = await exec.inspect()
    if (!info.Running && info.ExitCode !== null) return info.ExitCode
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return undefined
}
