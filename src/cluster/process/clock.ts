import { open, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { encodePage, pageSize, thisMoment } from '../clock/page.ts'
import { clockMechanism, preload } from '../clock/preload.ts'
import type { NodeClock } from '../clock/skew.ts'
import type { DatabaseUser } from './database-user.ts'
import { copyLibrary } from './libraries.ts'
import { giveTo } from './reachable.ts'

/** A node's own copy of the library, with a page that says nothing yet. */
export async function clockFor(library: string, folder: string, user: DatabaseUser | undefined): Promise<NodeClock> {
  const own = await copyLibrary(library, folder, user)
  const page = join(folder, 'clock')
  await writeFile(page, Buffer.alloc(pageSize))
  await giveTo(user, page)
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
