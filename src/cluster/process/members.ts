import { readFileSync, readlinkSync } from 'node:fs'
import { type ProcessInfo, processTable } from './process-table.ts'

/** The environment variables that mark every process started on a node; children inherit them. */
export const RUN_MARK = 'MURPHY_RUN'
export const NODE_MARK = 'MURPHY_NODE'

/** What tells a node's processes (or a whole run's) from all others. */
export interface Belonging {
  readonly runId: string
  /** Absent: the processes of all nodes of the run. */
  readonly node?: string
  /** Real path of the folder in which they live. */
  readonly folder: string
  /** Processes known to belong, by pid and start time. */
  readonly known: ReadonlyMap<number, string>
  /** Start time of the controller: nothing of the run is older. */
  readonly since: string
}

/**
 * All living processes that belong, oldest first. No single sign is enough: PostgreSQL gives each backend a session of
 * its own (no process group to signal), overwrites the environment in /proc with its process title, and an orphan has
 * lost its parents. So: descendants of a known process, or marked by environment, or working in the folder (unless at a
 * terminal, where it is a human looking around). Where there is no /proc, only the process tree tells.
 */
export function members(belonging: Belonging): ProcessInfo[] {
  const table = processTable().filter((p) => p.state !== 'dead' && p.pid !== process.pid)
  const children = groupByParent(table)
  const found = new Map<number, ProcessInfo>()
  const add = (p: ProcessInfo) => {
    if (found.has(p.pid)) return
    found.set(p.pid, p)
    for (const child of children.get(p.pid) ?? []) add(child)
  }
  for (const p of table) {
    if (belonging.known.get(p.pid) === p.start || isMarked(p, belonging)) add(p)
  }
  return [...found.values()].sort((a, b) => Number(a.start) - Number(b.start) || a.pid - b.pid)
}

/** The processes of `list` that are `roots` or descend from them. */
export function subtree(list: readonly ProcessInfo[], roots: ReadonlySet<number>): Set<number> {
  const inside = new Set<number>()
  let grew = true
  while (grew) {
    grew = false
    for (const p of list) {
      if (inside.has(p.pid) || !(roots.has(p.pid) || inside.has(p.ppid))) continue
      inside.add(p.pid)
      grew = true
    }
  }
  return inside
}

function groupByParent(table: readonly ProcessInfo[]): Map<number, ProcessInfo[]> {
  const children = new Map<number, ProcessInfo[]>()
  for (const p of table) {
    const siblings = children.get(p.ppid)
    if (siblings === undefined) children.set(p.ppid, [p])
    else siblings.push(p)
  }
  return children
}

function isMarked(p: ProcessInfo, { runId, node, folder, since }: Belonging): boolean {
  if (process.platform !== 'linux' || Number(p.start) < Number(since)) return false
  return (!p.terminal && worksIn(p.pid, folder)) || hasMarks(p.pid, runId, node)
}

function worksIn(pid: number, folder: string): boolean {
  try {
    const cwd = readlinkSync(`/proc/${pid}/cwd`)
    return cwd === folder || cwd.startsWith(`${folder}/`)
  } catch {
    return false // gone, or not ours to look at
  }
}

function hasMarks(pid: number, runId: string, node: string | undefined): boolean {
  try {
    const environment = `\0${readFileSync(`/proc/${pid}/environ`, 'latin1')}\0`
    if (!environment.includes(`\0${RUN_MARK}=${runId}\0`)) return false
    return node === undefined || environment.includes(`\0${NODE_MARK}=${node}\0`)
  } catch {
    return false
  }
}
