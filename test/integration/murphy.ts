import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { execa } from 'execa'
import { afterAll } from 'vitest'

/** The built command line, as users call it. */
export const cli = resolve(import.meta.dirname, '../../dist/src/cli/main.js')

export interface Ran {
  readonly code: number | undefined
  readonly stdout: string
  readonly stderr: string
}

/** Runs `murphy ARGS…` to its end. */
export async function murphy(
  args: readonly string[],
  options: { cwd?: string; timeout?: number; env?: Record<string, string> } = {},
): Promise<Ran> {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [cli, ...args], { reject: false, ...options })
  return { code: exitCode, stdout, stderr }
}

const stores: string[] = []
afterAll(() => {
  for (const store of stores) rmSync(store, { recursive: true, force: true })
})

/** A store of the test file's own, removed at its end. */
export function temporaryStore(): string {
  const store = mkdtempSync(join(tmpdir(), 'store-'))
  stores.push(store)
  return store
}

/** The one line that `--json` ends with. Throws with what was said instead. */
export function lastJson(stdout: string): {
  folder: string
  verdict: string
  sentence: string
  checkers: Record<string, string>
  broken?: { phase: string; message: string }
} {
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
}

/** Whether Docker's tests can run. Missing Docker is a failure in CI, a visible skip elsewhere. */
export async function dockerAnswers(): Promise<boolean> {
  const { stdout } = await murphy(['doctor', '--json'])
  const health = (JSON.parse(stdout) as { backends: { backend: string; works: boolean; detail: string }[] }).backends
  const docker = health.find(({ backend }) => backend === 'docker')
  if (docker?.works === true) return true
  if (process.env.CI === 'true') throw new Error(`CI needs a Docker engine: ${docker?.detail ?? 'no docker backend'}`)
  console.log(`docker tests skipped: ${docker?.detail ?? 'no docker backend'}`)
  return false
}
