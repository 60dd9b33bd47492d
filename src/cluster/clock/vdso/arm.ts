import { setTimeout as sleep } from 'node:timers/promises'
import { onVdso } from './memory.ts'
import { type Patch, patchFor } from './patch.ts'
import { whileStopped } from './stopped.ts'
import { NotYet } from './unsupported.ts'

/** A process that has just been started has none for a moment. */
const tries = 50
const everyMs = 2

/**
 * From now on this page (`../page.ts`) tells a process the time of day. The first time its vDSO is rewritten, for which
 * it stands still for a moment; afterwards only the page is, which its checksum makes safe at any time, also while the
 * process is paused. A child has what its parent has until it executes another program. Does nothing to a process that
 * is gone; throws `Unsupported` where it cannot be done.
 */
export async function setTimeOf(pid: number, page: Buffer): Promise<void> {
  for (let left = tries; ; left--) {
    try {
      return await rewrite(pid, page)
    } catch (error) {
      if (left === 0 || !(error instanceof NotYet)) throw error
      await sleep(everyMs)
    }
  }
}

async function rewrite(pid: number, page: Buffer): Promise<void> {
  await onVdso(pid, async ({ base, image, write }) => {
    const patch = patchFor(image)
    if (patch.done) return write(patch.page, page)
    await whileStopped(pid, inside(patch, base), () => {
      write(patch.page, page)
      for (const { at, bytes } of [patch.code, ...patch.jumps]) write(at, bytes)
    })
  })
}

/** Whether an instruction that stood there would be torn; who is at the beginning, or further on, comes through. */
function inside({ jumps }: Patch, base: number): (address: number) => boolean {
  return (address) => jumps.some(({ at, bytes }) => address > base + at && address < base + at + bytes.length)
}
