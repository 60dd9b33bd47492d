import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'
import { MurphyError } from '../../src/op/failure.ts'
import type { Op } from '../../src/op/op.ts'

/** Where the recorded histories with verdicts lie, beside the project. */
export const histories = fileURLToPath(new URL('../../../shared/histories/', import.meta.url))

/** A temporary folder for one test file, removed at its end. */
export function scratch(): (name: string, content?: string | Uint8Array) => string {
  const folder = mkdtempSync(join(tmpdir(), 'murphy-history-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return (name, content) => {
    const path = join(folder, name)
    if (content !== undefined) writeFileSync(path, content)
    return path
  }
}

/** An op with defaults, for tests. */
export function op(index: number, fields: Partial<Op> = {}): Op {
  return { index, time: index * 1000, process: 0, type: 'invoke', f: 'add', value: index, ...fields }
}

/** The MurphyError that the call throws. */
export function refusal(call: () => unknown): MurphyError {
  try {
    call()
  } catch (error) {
    if (error instanceof MurphyError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}
