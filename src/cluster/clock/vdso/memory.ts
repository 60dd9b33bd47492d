import { closeSync, openSync, readFileSync, readSync, writeSync } from 'node:fs'
import { NotYet, Unsupported } from './unsupported.ts'

/** The vDSO in another process' memory, by proc_pid_mem(5). */
export interface Vdso {
  /** Its address there. */
  readonly base: number
  readonly image: Buffer
  /**
   * Writes at an offset. What the process itself cannot write is copied first, for it alone: other processes and the
   * kernel's own image stay as they are (as with a debugger's breakpoints).
   */
  write(at: number, bytes: Buffer): void
}

/** Works on the vDSO of a process; undefined: the process is gone. Throws `Unsupported` where there is no way to it. */
export async function onVdso<T>(pid: number, work: (vdso: Vdso) => Promise<T>): Promise<T | undefined> {
  return await unlessGone(async () => {
    const { base, size } = whereIs(pid)
    const file = openSync(`/proc/${pid}/mem`, 'r+')
    try {
      const image = Buffer.alloc(size)
      whole(size, readSync(file, image, 0, size, base))
      const write = (at: number, bytes: Buffer) =>
        whole(bytes.length, writeSync(file, bytes, 0, bytes.length, base + at))
      return await work({ base, image, write })
    } finally {
      closeSync(file)
    }
  })
}

function whereIs(pid: number): { base: number; size: number } {
  const maps = readFileSync(`/proc/${pid}/maps`, 'latin1')
  if (maps === '') throw new Gone() // it has ended, and waits to be reaped
  const mapped = /^([\da-f]+)-([\da-f]+) .*\[vdso\]$/m.exec(maps)
  if (mapped === null) throw new NotYet('it has no vDSO')
  const [base = 0, end = 0] = mapped.slice(1).map((address) => Number.parseInt(address, 16))
  return { base, size: end - base }
}

class Gone extends Error {}

/** Of the memory of a process that has ended nothing can be had. */
function whole(wanted: number, had: number): void {
  if (had !== wanted) throw new Gone()
}

const forbidden = 'this user may not write to its memory (root may, and who may trace it: ptrace(2), ptrace_scope)'

/** What the kernel answers, in words. */
const refusals: Readonly<Record<string, string>> = {
  EACCES: forbidden,
  EPERM: forbidden,
  EIO: 'this kernel lets nobody write to read-only memory from outside (proc_mem.force_override=never)',
}

async function unlessGone<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (error instanceof Gone || code === 'ENOENT' || code === 'ESRCH') return undefined
    const refusal = refusals[code]
    throw refusal === undefined ? error : new Unsupported(refusal, { cause: error })
  }
}
