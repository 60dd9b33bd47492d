import type { Stats } from 'node:fs'
import { cp, lchown, lstat, mkdtemp, readdir, realpath, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { DatabaseUser } from './database-user.ts'

/** Whether the user can enter the folder: every folder on the way to it lets him through. */
export async function canEnter(user: DatabaseUser, folder: string): Promise<boolean> {
  for (let at = await realpath(folder); ; at = dirname(at)) {
    if (!allows(await stat(at), user, 1)) return false
    if (at === dirname(at)) return true
  }
}

/** Whether the user can read everything in the folder, and get there. */
export async function canReadAll(user: DatabaseUser, folder: string): Promise<boolean> {
  if (!(await canEnter(user, folder))) return false
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue
    const info = await lstat(join(entry.parentPath ?? entry.path, entry.name))
    if (!allows(info, user, entry.isDirectory() ? 5 : 4)) return false
  }
  return true
}

/** Copies a tree of programs into a new folder of `into` that belongs to the user, and returns where it is. */
export async function copyFor(user: DatabaseUser, folder: string, into: string): Promise<string> {
  const copy = await mkdtemp(join(into, 'programs-'))
  await cp(folder, copy, { recursive: true, verbatimSymlinks: true })
  await giveTo(user, copy)
  return copy
}

/** Changes the owner of a file or of a whole tree. */
export async function giveTo(user: DatabaseUser | undefined, path: string): Promise<void> {
  if (user === undefined) return
  await lchown(path, user.uid, user.gid)
  if (!(await lstat(path)).isDirectory()) return
  for (const entry of await readdir(path, { recursive: true, withFileTypes: true })) {
    await lchown(join(entry.parentPath ?? entry.path, entry.name), user.uid, user.gid)
  }
}

/** `wanted`: 4 read, 2 write, 1 search or execute, as in a file's mode. */
function allows(info: Stats, user: DatabaseUser, wanted: number): boolean {
  const shift = info.uid === user.uid ? 6 : info.gid === user.gid ? 3 : 0
  return ((info.mode >> shift) & wanted) === wanted
}
