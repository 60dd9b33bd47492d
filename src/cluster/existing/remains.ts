import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isAlive, processInfo } from '../process/process-table.ts'

/** What a run is about to make on servers that are not Murphy's, noted before it is made. No secrets. */
export interface Remains {
  readonly runId: string
  readonly target: string
  /** The servers as test.json shows them. */
  readonly servers: readonly string[]
  readonly controller: { readonly pid: number; readonly start: string }
}

const nameOf = (runId: string) => `murphy-on-servers-${runId}.json`

/** Notes it in the system's folder for temporary files, so that `murphy clean` knows of it after a crash. */
export function note(made: Omit<Remains, 'controller'>): void {
  const controller = { pid: process.pid, start: processInfo(process.pid)?.start ?? '' }
  writeFileSync(join(tmpdir(), nameOf(made.runId)), `${JSON.stringify({ ...made, controller })}\n`, { mode: 0o600 })
}

/** It is gone from the servers. */
export function forget(runId: string): void {
  rmSync(join(tmpdir(), nameOf(runId)), { force: true })
}

/** What this user's runs with a dead controller left, or the run that is named. */
export function remains(runId?: string): Remains[] {
  const found: Remains[] = []
  for (const name of readdirSync(tmpdir())) {
    if (!/^murphy-on-servers-.*\.json$/.test(name)) continue
    const one = read(join(tmpdir(), name))
    if (one === undefined) continue
    const { pid, start } = one.controller
    if (runId === undefined ? !isAlive(pid, start) : one.runId === runId) found.push(one)
  }
  return found
}

/** Undefined for what is another user's, or half written. */
function read(path: string): Remains | undefined {
  try {
    if (statSync(path).uid !== process.getuid?.()) return undefined
    const { runId, target, servers, controller } = JSON.parse(readFileSync(path, 'utf8')) as Remains
    const whole = typeof runId === 'string' && typeof target === 'string' && Array.isArray(servers)
    return whole && Number.isInteger(controller.pid) ? { runId, target, servers, controller } : undefined
  } catch {
    return undefined
  }
}
