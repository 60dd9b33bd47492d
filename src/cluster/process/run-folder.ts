import { readdirSync } from 'node:fs'
import { appendFile, chmod, lstat, mkdtemp, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isAlive, processInfo } from './process-table.ts'
import { freeSharedMemory } from './shared-memory.ts'

const PREFIX = 'murphy-'
const RUN_FILE = 'run.json'
const STARTED_FILE = 'started'

/** `run.json`: whose folder this is. Written before anything else of a run exists. */
export interface RunFile {
  readonly runId: string
  readonly controller: { readonly pid: number; readonly start: string }
  /** Where its servers listen while they run: other runs keep away from them. */
  readonly ports: readonly number[]
}

export interface RunFolder {
  readonly path: string
  readonly run: RunFile
}

/** Makes `murphy-<runId>-XXXXXX` for this controller in the system's folder for temporary files. */
export async function makeRunFolder(runId: string, ports: readonly number[]): Promise<RunFolder> {
  const run = { runId, controller: { pid: process.pid, start: ownStart() }, ports }
  const path = await realpath(await mkdtemp(join(tmpdir(), `${PREFIX}${runId.replaceAll(/[^\w.]/g, '-')}-`)))
  await writeFile(join(path, RUN_FILE), `${JSON.stringify(run)}\n`)
  await chmod(path, 0o711) // the database's user passes through, and sees only what is his
  return { path, run }
}

/** The last act, when every process of the run has ended. */
export async function removeRunFolder(path: string): Promise<void> {
  const created = await stat(join(path, RUN_FILE)).catch(() => undefined)
  const programs = new Set((await readStarted(path)).keys())
  if (created !== undefined) await freeSharedMemory(programs, created.mtimeMs)
  await rm(path, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
}

export function controllerIsAlive({ controller }: RunFile): boolean {
  return isAlive(controller.pid, controller.start)
}

/** This user's run folders on this machine, of live and of crashed controllers. */
export async function runFolders(): Promise<RunFolder[]> {
  const folders: RunFolder[] = []
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(PREFIX)) continue
    const path = join(tmpdir(), name)
    const run = (await isOurs(path)) ? await readRunFile(path, name) : undefined
    if (run !== undefined) folders.push({ path: await realpath(path), run })
  }
  return folders
}

/** Notes a started program, so that `clean` finds it where processes cannot be told by their environment. */
export async function noteStarted(folder: string, pid: number, start: string): Promise<void> {
  await appendFile(join(folder, STARTED_FILE), `${pid} ${start}\n`)
}

export async function readStarted(folder: string): Promise<Map<number, string>> {
  const text = await readFile(join(folder, STARTED_FILE), 'utf8').catch(() => '')
  const lines = text.split('\n').filter((line) => line.includes(' '))
  return new Map(lines.map((line) => [Number.parseInt(line, 10), line.slice(line.indexOf(' ') + 1)]))
}

function ownStart(): string {
  return processInfo(process.pid)?.start ?? ''
}

/** Other people's folders are not ours to judge, whatever they claim. */
async function isOurs(path: string): Promise<boolean> {
  const info = await lstat(path).catch(() => undefined)
  return info?.isDirectory() === true && info.uid === process.getuid?.()
}

async function readRunFile(path: string, name: string): Promise<RunFile | undefined> {
  try {
    const run = JSON.parse(await readFile(join(path, RUN_FILE), 'utf8')) as RunFile
    if (typeof run.runId === 'string' && Number.isInteger(run.controller.pid)) return { ...run, ports: run.ports ?? [] }
  } catch {
    // no run.json, or half of one
  }
  return await orphaned(path, name)
}

/** A controller died between making the folder and writing its name into it, unless it is just doing so. */
async function orphaned(path: string, name: string): Promise<RunFile | undefined> {
  // Eight hexadecimal digits are a run's id; other folders of this name are somebody's store, or a test's.
  const match = /^murphy-([0-9a-f]{8})-[A-Za-z0-9]{6}$/.exec(name)
  const info = await lstat(path).catch(() => undefined)
  if (match?.[1] === undefined || info === undefined || Date.now() - info.mtimeMs < 60_000) return undefined
  return { runId: match[1], controller: { pid: 0, start: '' }, ports: [] }
}
