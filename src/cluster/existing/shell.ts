import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { closeSync, fstatSync, openSync, readSync, unlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Of what a command said, only the end is looked at, bytes. */
const most = 4096

export interface Ended {
  /** Undefined: it took too long, and was ended. */
  readonly code: number | undefined
  /** The end of what it said on stdout and stderr. */
  readonly said: string
}

/**
 * Runs a command in a shell until that ends. What it leaves running in the background is waited for by nobody, keeps
 * running when Murphy is interrupted, and can go on writing: it has a file, not a pipe that closes.
 */
export async function shell(
  command: string,
  { env, timeoutMs }: { readonly env: Readonly<Record<string, string>>; readonly timeoutMs: number },
): Promise<Ended> {
  const output = unnamedFile()
  try {
    const code = await new Promise<number | undefined>((resolve, reject) => {
      const child = spawn('sh', ['-c', command], {
        env: { ...process.env, ...env },
        stdio: ['ignore', output, output],
        detached: true,
      })
      const timer = setTimeout(() => endGroup(child.pid), timeoutMs)
      child.once('error', reject)
      child.once('exit', (exit) => {
        clearTimeout(timer)
        resolve(exit ?? undefined)
      })
    })
    return { code, said: endOf(output) }
  } finally {
    closeSync(output)
  }
}

function endGroup(leader: number | undefined): void {
  try {
    if (leader !== undefined) process.kill(-leader, 'SIGKILL')
  } catch {
    // It has just ended.
  }
}

function unnamedFile(): number {
  const path = join(tmpdir(), `murphy-command-${randomUUID()}`)
  const file = openSync(path, 'wx+', 0o600)
  unlinkSync(path)
  return file
}

function endOf(file: number): string {
  const { size } = fstatSync(file)
  const end = Buffer.alloc(Math.min(size, most))
  readSync(file, end, 0, end.length, size - end.length)
  return end.toString().trim()
}
