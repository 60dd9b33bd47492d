import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { controllerIsGone, labelsOf } from './labels.ts'

const POLL_MS = 250

/**
 * Does `work` while no other process of this user on this machine does work of the same name. The lock is a file that
 * names its holder, so one that a crash left behind is taken over. Two that take over at the same moment may both go
 * ahead: good enough where work done twice is only wasted, as a build is.
 */
export async function alone<T>(name: string, waiting: () => void, work: () => Promise<T>): Promise<T> {
  const file = join(tmpdir(), `murphy-${userInfo().username}-${name.replace(/[^a-z0-9.-]/gi, '-')}.lock`)
  let told = false
  while (!(await take(file))) {
    if (await isStale(file)) {
      await rm(file, { force: true })
      continue
    }
    if (!told) waiting()
    told = true
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
  try {
    return await work()
  } finally {
    await rm(file, { force: true })
  }
}

async function take(file: string): Promise<boolean> {
  try {
    await writeFile(file, JSON.stringify(await labelsOf('lock')), { flag: 'wx' })
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

async function isStale(file: string): Promise<boolean> {
  try {
    return await controllerIsGone(JSON.parse(await readFile(file, 'utf8')))
  } catch {
    // Released meanwhile, or not yet written: a holder that died in between leaves it unreadable for good.
    const info = await stat(file).catch(() => undefined)
    return info !== undefined && Date.now() - info.mtimeMs > 10_000
  }
}
