import { copyFile, open, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { MurphyError } from '../../op/failure.ts'
import { encodePage, pageSize, thisMoment } from '../clock/page.ts'
import { clockMechanism, type PreloadedClock, preload } from '../clock/preload.ts'
import type { Mechanism } from '../cluster.ts'
import { dockerFolder } from '../docker/folder.ts'
import type { DatabaseUser } from './database-user.ts'
import { giveTo } from './reachable.ts'

/** Whether clocks can be skewed on this machine. */
export async function clockHere(): Promise<Mechanism> {
  if (process.platform !== 'linux') return { lacks: 'only the linker of Linux puts a clock under a program so' }
  const { failed } = await execa('cc', ['--version'], { reject: false })
  return failed ? { lacks: 'there is no C compiler (cc) to build the clock with' } : { by: clockMechanism }
}

/** Builds the clock into `folder`. Throws MurphyError `broken` where there is no compiler. */
export async function buildClock(folder: string): Promise<string> {
  const library = join(folder, 'murphy-clock.so')
  const source = join(dockerFolder(), 'clock', 'murphy-clock.c')
  const { failed, stderr, code } = await execa('cc', ['-O2', '-shared', '-fPIC', '-o', library, source], {
    reject: false,
  })
  if (!failed) return library
  throw new MurphyError('broken', `The clock for the databases could not be built: ${stderr || code}.`, {
    hint: 'Install a C compiler (on Debian: apt install gcc libc6-dev), or use --backend docker.',
  })
}

/** A node's own copy of the library, with a page that says nothing yet. */
export async function clockFor(
  library: string,
  folder: string,
  user: DatabaseUser | undefined,
): Promise<PreloadedClock> {
  const own = join(folder, 'murphy-clock.so')
  const page = join(folder, 'clock')
  await copyFile(library, own)
  await writeFile(page, Buffer.alloc(pageSize))
  await Promise.all([giveTo(user, own), giveTo(user, page)])
  return {
    mechanism: clockMechanism,
    env: preload(own, page),
    async set(skew) {
      // In place: the databases have this very file in their memory.
      const file = await open(page, 'r+')
      try {
        await file.write(encodePage(skew, thisMoment()), 0, pageSize, 0)
      } finally {
        await file.close()
      }
    },
  }
}
