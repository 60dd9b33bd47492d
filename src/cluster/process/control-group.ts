import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { MurphyError } from '../../op/failure.ts'
import { type Limits, type Usage, usageFiles, usageOf } from '../limits.ts'

const ROOT = '/sys/fs/cgroup'
const PERIOD_US = 100_000
const LEAST_QUOTA_US = 1000
const prefix = (runId: string) => `murphy-${runId.replaceAll(/[^\w.]/g, '-')}-`

/** Where groups can be made: the folder of each controller in version 1, one for all in version 2. */
interface Roots {
  readonly version: 1 | 2
  readonly folders: readonly string[]
}

/** Which control groups this user can make on this machine, or why none. */
export function controlGroups(): Roots | { readonly lacks: string } {
  const one = ['cpu', 'memory'].map((controller) => join(ROOT, controller))
  const version = existsSync(join(ROOT, 'cgroup.controllers')) ? 2 : 1
  const folders = version === 2 ? [ROOT] : one
  try {
    for (const folder of folders) accessSync(folder, constants.W_OK)
    if (version === 1) return { version, folders }
    const enabled = readFileSync(join(ROOT, 'cgroup.subtree_control'), 'utf8').split(/\s/)
    if (['cpu', 'memory'].every((controller) => enabled.includes(controller))) return { version, folders }
    return { lacks: `the controllers cpu and memory are not enabled in ${ROOT}/cgroup.subtree_control` }
  } catch {
    return { lacks: `this user cannot make control groups in ${folders.join(' and ')}` }
  }
}

/** A control group of one node: every process of the database is in it from its first moment on, and its children are. */
export class ControlGroup implements Limits {
  readonly mechanism: string
  readonly #folders: readonly string[]
  readonly #version: 1 | 2

  private constructor(roots: Roots, name: string) {
    this.#version = roots.version
    this.#folders = roots.folders.map((folder) => join(folder, name))
    this.mechanism = `limits of a control group (version ${roots.version})`
  }

  /** Throws MurphyError `broken` where none can be made. */
  static make(runId: string, node: string): ControlGroup {
    const roots = controlGroups()
    if ('lacks' in roots) throw new MurphyError('broken', `Nodes cannot be limited: ${roots.lacks}.`, hint)
    const group = new ControlGroup(roots, `${prefix(runId)}${node}`)
    for (const folder of group.#folders) mkdirSync(folder, { recursive: true })
    return group
  }

  /** Takes a process in. Memory that it has already stays with the group that it had it from. */
  adopt(pid: number): void {
    for (const folder of this.#folders) {
      try {
        writeFileSync(join(folder, 'cgroup.procs'), String(pid))
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error // it has ended already
      }
    }
  }

  async cpu(cpus: number | undefined): Promise<void> {
    const quota = cpus === undefined ? undefined : Math.max(LEAST_QUOTA_US, Math.round(cpus * PERIOD_US))
    if (this.#version === 2) return this.#write('cpu.max', `${quota ?? 'max'} ${PERIOD_US}`)
    this.#write('cpu.cfs_period_us', String(PERIOD_US))
    this.#write('cpu.cfs_quota_us', String(quota ?? -1))
  }

  readonly memory = async (bytes: number | undefined): Promise<void> => {
    if (this.#version === 1) return this.#write('memory.limit_in_bytes', String(bytes ?? -1))
    this.#write('memory.swap.max', bytes === undefined ? 'max' : '0')
    this.#write('memory.max', String(bytes ?? 'max'))
  }

  async usage(): Promise<Usage> {
    const named = usageFiles.map((file): [string, string] => [file, this.#read(file)])
    return usageOf(new Map(named.filter(([, text]) => text !== '')))
  }

  /** The file of whichever controller has it. */
  #write(file: string, value: string): void {
    const folder = this.#folders.find((each) => existsSync(join(each, file)))
    if (folder === undefined) throw new MurphyError('broken', `The control group has no ${file}.`, hint)
    writeFileSync(join(folder, file), value)
  }

  /** `cpu/cpu.stat` is `cpu.stat` of the group in the folder of the controller `cpu`. */
  #read(file: string): string {
    const [controller, name] = file.includes('/') ? file.split('/') : [undefined, file]
    const folder = this.#folders.find(
      (each) => controller === undefined || each.startsWith(`${join(ROOT, controller)}/`),
    )
    if (folder === undefined || name === undefined || (controller === undefined) !== (this.#version === 2)) return ''
    return existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : ''
  }
}

/** Removes the groups of a run whose processes have ended; the kernel takes a moment to let go of them. */
export async function removeControlGroups(runId: string): Promise<string[]> {
  const roots = controlGroups()
  if ('lacks' in roots) return []
  const removed: string[] = []
  for (const folder of roots.folders)
    for (const name of readdirSync(folder).filter((each) => each.startsWith(prefix(runId)))) {
      await removeFolder(join(folder, name))
      removed.push(join(folder, name))
    }
  return removed
}

async function removeFolder(path: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return rmdirSync(path)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'ENOENT') return
      if (code !== 'EBUSY' || tries === 100) throw error
      await sleep(20)
    }
  }
}

const hint = { hint: 'Run as root, or take --backend docker; `murphy doctor` says what works here.' }
