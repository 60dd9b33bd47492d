import type { Stats } from 'node:fs'
import { cp, lchown, lstat, mkdtemp, readdir, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { DatabaseUser } from './database-user.ts'

/** Bits of a file's mode. */
const READ = 4
const ENTER = 1

/** Whether the user can enter the folder: every folder on the way to it lets him through. */
export async function canEnter(user: DatabaseUser, folder: string): Promise<boolean> {
  for (let at = await realpath(folder); ; at = dirname(at)) {
    if (!allows(await stat(at), user, ENTER)) return false
    if (at === dirname(at)) return true
  }
}

/** Whether the user can get to a file or a folder and read all of it. */
export async function canReadAll(user: DatabaseUser, path: string): Promise<boolean> {
  const real = await realpath(path)
  if (!(await canEnter(user, dirname(real)))) return false
  for await (const [at, isFolder] of tree(real)) {
    if (!allows(await lstat(at), user, isFolder ? READ | ENTER : READ)) return false
  }
  return true
}

/** Copies a program or a tree of programs into a new folder of `into` that belongs to the user; says where it is. */
export async function copyFor(user: DatabaseUser, path: string, into: string): Promise<string> {
  const folder = await mkdtemp(join(into, 'programs-'))
  const copy = join(folder, basename(path))
  await cp(await realpath(path), copy, { recursive: true, verbatimSymlinks: true })
  await giveTo(user, folder)
  return copy
}

/** Changes the owner of a file or of a whole tree. */
export async function giveTo(user: DatabaseUser | undefined, path: string): Promise<void> {
  if (user === undefined) return
  for await (const [at] of tree(path)) await lchown(at, user.uid, user.gid)
}

/** A path and everything below it but symbolic links, each with whether it is a folder. */
async function* tree(path: string): AsyncGenerator<[string, boolean]> {
  const isFolder = (await lstat(path)).isDirectory()
  yield [path, isFolder]
  if (!isFolder) return
  for (const entry of await readdir(path, { withFileTypes: true })) {
    if (!entry.isSymbolicLink()) yield* tree(join(path, entry.name))
  }
}

/** Whether the file's mode grants the user what is wanted. */
function allows(info: Stats, user: DatabaseUser, wanted: number): boolean {
  const shift = info.uid === user.uid ? 6 : info.gid === user.gid ? 3 : 0
  return ((info.mode >> shift) & wanted) === wanted
}
