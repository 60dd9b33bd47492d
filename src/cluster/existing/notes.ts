import { lstatSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isAlive, processInfo } from '../process/process-table.ts'

interface Noted {
  readonly runId: string
  readonly controller: { readonly pid: number; readonly start: string }
}

/**
 * What runs note of what they do to servers that are not Murphy's, before they do it: a file for each run in the system's
 * folder for temporary files, so that `murphy clean` knows of it after a crash. No secrets.
 */
export class Notes<T extends { readonly runId: string }> {
  readonly #kind: string
  readonly #isWhole: (content: T) => boolean

  constructor(kind: string, isWhole: (content: T) => boolean) {
    this.#kind = kind
    this.#isWhole = isWhole
  }

  /** In place of what was noted for the run before. */
  write(content: T): void {
    const controller = { pid: process.pid, start: processInfo(process.pid)?.start ?? '' }
    const path = this.#path(content.runId)
    writeFileSync(`${path}.new`, `${JSON.stringify({ ...content, controller })}\n`, { mode: 0o600 })
    renameSync(`${path}.new`, path)
  }

  forget(runId: string): void {
    rmSync(this.#path(runId), { force: true })
  }

  /** What this user's runs with a dead controller left, or the run that is named. */
  left(runId?: string): T[] {
    const found: T[] = []
    for (const name of readdirSync(tmpdir())) {
      if (!name.startsWith(`murphy-${this.#kind}-`) || !name.endsWith('.json')) continue
      const one = this.#read(join(tmpdir(), name))
      if (one === undefined) continue
      const { pid, start } = one.controller
      if (runId === undefined ? !isAlive(pid, start) : one.runId === runId) found.push(one)
    }
    return found
  }

  #path(runId: string): string {
    return join(tmpdir(), `murphy-${this.#kind}-${runId}.json`)
  }

  /** Undefined for what is another user's, or half written. */
  #read(path: string): (T & Noted) | undefined {
    try {
      if (lstatSync(path).uid !== process.getuid?.()) return undefined
      const content = JSON.parse(readFileSync(path, 'utf8')) as T & Noted
      const whole = typeof content.runId === 'string' && Number.isInteger(content.controller.pid)
      return whole && this.#isWhole(content) ? content : undefined
    } catch {
      return undefined
    }
  }
}
