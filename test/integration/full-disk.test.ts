import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readHistory } from '../../src/history/read.ts'
import { murphy } from './murphy.ts'

const small = mountSmall()

/** A file system of 512 kB, where this user may mount one. */
function mountSmall(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'small-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'tmpfs', folder], { stdio: 'ignore' })
    return folder
  } catch {
    rmdirSync(folder)
    return undefined
  }
}

describe.runIf(small !== undefined)('a disk that fills up during the run', () => {
  const store = small ?? ''
  afterAll(() => {
    execFileSync('umount', [store])
    rmdirSync(store)
  })

  it('is broken, in one sentence, and what was recorded stays readable', async () => {
    const { code, stdout, stderr } = await murphy([
      'test',
      'memory',
      '--workload',
      'register',
      '--rate',
      '0',
      '--time-limit',
      '20',
      '--seed',
      '1',
      '--store',
      store,
    ])
    expect(code).toBe(255)
    expect(stdout + stderr).toMatch(/disk is full/)
    expect(stdout + stderr).toMatch(/Free some space or choose another disk with --store/)
    expect(stdout + stderr).not.toMatch(/\n {4}at /)
    const { ops } = readHistory(join(store, 'latest', 'history.jsonl'))
    expect(ops.length).toBeGreaterThan(100)
    expect(JSON.parse(readFileSync(join(store, 'latest', 'test.json'), 'utf8'))).toMatchObject({ target: 'memory' })
  })
})
