import { copyFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { execa } from 'execa'
import { MurphyError } from '../../op/failure.ts'
import type { Mechanism } from '../cluster.ts'
import { dockerFolder } from '../docker/folder.ts'
import { type Library, libraryFile } from '../preload.ts'
import type { DatabaseUser } from './database-user.ts'
import { giveTo } from './reachable.ts'

/** Whether libraries can be put under programs of this machine; `by`: what does it then. */
export async function preloadHere(by: string): Promise<Mechanism> {
  if (process.platform !== 'linux') return { lacks: 'only the linker of Linux puts a library under a program so' }
  const { failed } = await execa('cc', ['--version'], { reject: false })
  return failed ? { lacks: 'there is no C compiler (cc) to build the library with' } : { by }
}

/** Builds a library into `folder`. Throws MurphyError `broken` where there is no compiler. */
export async function buildLibrary(library: Library, folder: string): Promise<string> {
  const path = join(folder, libraryFile(library))
  const source = join(dockerFolder(), 'preload', libraryFile(library).replace(/so$/, 'c'))
  const { failed, stderr, code } = await execa('cc', ['-O2', '-shared', '-fPIC', '-o', path, source], { reject: false })
  if (!failed) return path
  throw new MurphyError('broken', `The ${library} for the databases could not be built: ${stderr || code}.`, {
    hint: 'Install a C compiler (on Debian: apt install gcc libc6-dev), or use --backend docker.',
  })
}

/** A node's own copy of a library, which its database can read. */
export async function copyLibrary(path: string, folder: string, user: DatabaseUser | undefined): Promise<string> {
  const own = join(folder, basename(path))
  await copyFile(path, own)
  await giveTo(user, own)
  return own
}
