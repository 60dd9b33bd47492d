import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

const LINUX_TABLE = '/proc/sysvipc/shm'

/**
 * Frees System V segments that dead programs have left: they outlive a SIGKILL, and the kernel has only 4096 of them.
 * (PostgreSQL makes one of 56 bytes to guard its data folder.) A segment goes when one of `creators` made it no earlier
 * than `since` (ms since 1970) and nobody is attached to it.
 */
export async function freeSharedMemory(creators: ReadonlySet<number>, since: number): Promise<void> {
  const table = await readFile(LINUX_TABLE, 'utf8').catch(() => '') // elsewhere it is left to the targets
  const [head = '', ...rows] = table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
  for (const row of rows) {
    const of = (name: string) => Number(row[head.indexOf(name)])
    const left = creators.has(of('cpid')) && of('nattch') === 0 && of('ctime') >= Math.floor(since / 1000)
    // Without ipcrm, or where somebody was faster, there is nothing that is worth a failure.
    if (left) await promisify(execFile)('ipcrm', ['-m', String(of('shmid'))]).catch(() => {})
  }
}
