import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { send } from '../../process/signals.ts'

const patienceMs = 10_000

/**
 * Does something to a process while it stands still, and none of its threads is about to execute at an address that
 * `busy` names; then lets it run on, if it ran. Rejects with ENOENT when the process is gone.
 */
export async function whileStopped(pid: number, busy: (address: number) => boolean, act: () => void): Promise<void> {
  const deadline = performance.now() + patienceMs
  const ran = threads(pid).some(({ at }) => at === undefined)
  for (;;) {
    if (ran) send(pid, 'SIGSTOP')
    try {
      const at = await standing(pid, deadline)
      if (!at.some(busy)) return act()
    } finally {
      if (ran) send(pid, 'SIGCONT')
    }
    await sleep(1)
  }
}

/** The addresses at which its threads stand, once all do. */
async function standing(pid: number, deadline: number): Promise<number[]> {
  for (;;) {
    const all = threads(pid).map(({ at }) => at)
    const found = all.filter((at) => at !== undefined)
    if (found.length === all.length) return found
    if (performance.now() > deadline) throw new Error(`process ${pid} does not stand still after ${patienceMs} ms`)
    await sleep(1)
  }
}

/** Its living threads, with the address of the next instruction of each that is stopped (proc_pid_syscall(5)). */
function threads(pid: number): { readonly at: number | undefined }[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((thread) => {
    try {
      const stat = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'latin1')
      const state = stat.charAt(stat.lastIndexOf(')') + 2)
      if (state === 'Z' || state === 'X') return []
      if (state !== 'T' && state !== 't') return [{ at: undefined }]
      const last = readFileSync(`/proc/${pid}/task/${thread}/syscall`, 'latin1').trim().split(' ').at(-1) ?? ''
      return [{ at: last.startsWith('0x') ? Number.parseInt(last, 16) : undefined }]
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'ENOENT' || code === 'ESRCH') return []
      throw error
    }
  })
}
