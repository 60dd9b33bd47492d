import { existsSync, lstatSync, mkdirSync, readdirSync, renameSync, symlinkSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { diskReason } from '../history/disk-reason.ts'
import { MurphyError } from '../op/failure.ts'

/** The files of a run's folder, `store/<test>/<time>/`. */
export const files = {
  test: 'test.json',
  history: 'history.jsonl',
  samples: 'samples.jsonl',
  results: 'results.json',
  report: 'report.html',
  log: 'murphy.log',
  nodes: 'nodes',
} as const

/** Makes `store/<test>/<time>/` and returns its path. Two runs in one millisecond get different folders. */
export function createRunFolder(store: string, test: string, startedAt: Date): string {
  const stamp = startedAt.toISOString().replace(/[-:]/g, '')
  for (let n = 0; ; n++) {
    const folder = resolve(store, test, n === 0 ? stamp : `${stamp}-${n}`)
    if (existsSync(folder)) continue
    try {
      makeFolder(folder)
    } catch (cause) {
      throw new MurphyError('broken', `The run's folder ${folder} cannot be made: ${diskReason(cause)}.`, {
        hint: 'Point --store at a folder that you may write to.',
        cause,
      })
    }
    return folder
  }
}

/**
 * Step by step: where a file system answers ENOENT to a mkdir below a folder that exists (/proc), Node's own recursive
 * mkdir never ends.
 */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return
  makeFolder(dirname(folder))
  try {
    mkdirSync(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error // another run was quicker
  }
}

/** Points `store/latest` and `store/<test>/latest` at a run. Best effort: a store without links still works. */
export function linkLatest(store: string, folder: string): void {
  for (const parent of [resolve(store), resolve(folder, '..')]) {
    try {
      replaceLink(folder, join(parent, 'latest'))
    } catch {
      // A file system without symbolic links: `latest` then falls back to the newest folder.
    }
  }
}

function replaceLink(target: string, link: string): void {
  const temporary = `${link}.${process.pid}`
  symlinkSync(relative(dirname(link), target), temporary, 'dir') // relative, so that a store can be moved
  renameSync(temporary, link)
}

/** Finds a run by `latest`, by path, or by `<test>` (its latest) or `<test>/<time>` below the store. */
export function findRun(store: string, reference: string): string {
  const candidates = [resolve(store, reference), resolve(reference), resolve(store, reference, 'latest')]
  const found = candidates.find(
    (folder) => existsSync(join(folder, files.history)) || existsSync(join(folder, files.test)),
  )
  if (found !== undefined) return found
  const newest = reference === 'latest' ? allRuns(store).at(-1) : undefined
  if (newest !== undefined) return newest
  throw new MurphyError('usage', `There is no run "${reference}" in ${resolve(store)}.`, {
    hint: 'Give the path of a run folder, or "latest"; --store names another store.',
  })
}

/** Every run below a store, oldest first. */
export function allRuns(store: string): string[] {
  const folders = (path: string) =>
    existsSync(path)
      ? readdirSync(path)
          .map((name) => join(path, name))
          .filter((child) => lstatSync(child).isDirectory())
      : []
  return folders(resolve(store))
    .flatMap(folders)
    .filter((folder) => existsSync(join(folder, files.test)))
    .sort((a, b) => (a.slice(a.lastIndexOf('/')) < b.slice(b.lastIndexOf('/')) ? -1 : 1))
}
