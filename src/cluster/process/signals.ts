import { setTimeout as sleep } from 'node:timers/promises'
import { MurphyError } from '../../op/failure.ts'
import type { ProcessInfo } from './process-table.ts'

const PATIENCE_MS = 15_000

/** Sends a signal; a process that is gone by now is no error. */
export function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** SIGKILL to all that `find` finds, again until it finds none: a process may fork between the look and the blow. */
export async function killAll(find: () => ProcessInfo[], what: string): Promise<ProcessInfo[]> {
  const killed = new Map<number, ProcessInfo>()
  await until(what, 'killed', () => {
    const list = find()
    for (const p of list) {
      send(p.pid, 'SIGKILL')
      killed.set(p.pid, p)
    }
    return list.length === 0
  })
  return [...killed.values()]
}

/**
 * SIGSTOP to all that `find` finds until two looks in a row see nobody running: with all stopped at the first look, no
 * fork can hide from the second.
 */
export async function stopAll(find: () => ProcessInfo[], what: string): Promise<void> {
  let quiet = 0
  await until(what, 'stopped', () => {
    const running = find().filter((p) => p.state === 'running')
    for (const p of running) send(p.pid, 'SIGSTOP')
    quiet = running.length === 0 ? quiet + 1 : 0
    return quiet === 2
  })
}

/** SIGCONT until none is stopped. */
export async function continueAll(find: () => ProcessInfo[], what: string): Promise<void> {
  await until(what, 'resumed', () => {
    const stopped = find().filter((p) => p.state === 'stopped')
    for (const p of stopped) send(p.pid, 'SIGCONT')
    return stopped.length === 0
  })
}

async function until(what: string, done: string, step: () => boolean): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS
  while (!step()) {
    if (performance.now() > deadline) {
      throw new MurphyError(
        'broken',
        `The processes of ${what} could not all be ${done} within ${PATIENCE_MS / 1000} s.`,
        {
          hint: 'A process may hang in the kernel (state D); look at it with ps, then run `murphy clean`.',
        },
      )
    }
    await sleep(1)
  }
}
