import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { newTarget } from '../../src/scenario/new-target.ts'
import { loadTarget, targetGiven } from '../../src/scenario/own-target.ts'
import { resolve } from '../../src/scenario/resolve.ts'
import { runTest } from '../../src/scenario/run-test.ts'
import { command } from '../../src/scenario/scenario.ts'
import { memory } from '../../src/targets/memory/index.ts'
import { addTarget, targets } from '../../src/targets/registry.ts'
import type { Target } from '../../src/targets/target.ts'

const folder = mkdtempSync(join(tmpdir(), 'own-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const short = { workload: 'set', timeLimit: 0.3, store: join(folder, 'store') }
const named = (name: string, fields: Partial<Target> = {}): Target => ({ ...memory, name, ...fields })

describe('a target of the user', () => {
  it('is known by its name once it was added, and replaced by a later one', async () => {
    addTarget(named('mine'))
    addTarget(named('mine', { title: 'Mine' }))
    expect(targets.filter(({ name }) => name === 'mine').map(({ title }) => title)).toEqual(['Mine'])
    const { results } = await runTest({ ...short, target: 'mine' })
    expect(results.verdict, results.sentence).toBe('valid')
  })

  it('may not take the name of one of Murphy’s', () => {
    expect(() => addTarget(memory)).toThrow('is called "memory"')
  })

  it('is told all that is wrong with it', () => {
    const wrong = { name: 'No Name', title: 1, settings: [{}], dataTypes: ['registers'], backends: { cloud: {} } }
    expect(() => addTarget(wrong as unknown as Target, 'x.mjs')).toThrow(
      'x.mjs is no target: "name" is no small word such as my-store; "title" is no text; "about" is no text; setting 1 has no "name"; setting 1 has no "about"; setting 1 has no list "claims" (which may be empty); it has no list "options" (which may be empty); it has no list "capabilities" (which may be empty); "registers" in "dataTypes" is none of register, set,',
    )
  })

  it('breaks, and says why, where it deploys what is no system', async () => {
    addTarget(named('half', { deploy: async () => ({ version: '1' }) as never }))
    const { results } = await runTest({ ...short, target: 'half' })
    expect(results.verdict).toBe('broken')
    expect(results.sentence).toContain('"connect" is no function')
  })
})

describe('a file with a target', () => {
  it('is loaded, and named again by the command that repeats a run', async () => {
    const path = join(folder, 'kv', 'index.mjs')
    expect(newTarget('kv', join(folder, 'kv')).sort()).toEqual(
      ['index.mjs', 'index.test.mjs', 'server.mjs'].map((file) => join(folder, 'kv', file)),
    )
    expect(await loadTarget(path)).toMatchObject({ name: 'kv' })
    expect(targetGiven(path)).toEqual({ target: 'kv', module: path })
    expect(command(resolve({ ...targetGiven(path), seed: 1 }))).toContain(`npx murphy test ${path} --setting direct`)
    expect(targetGiven('postgres')).toEqual({ target: 'postgres' })
  })

  it.each([
    ['absent.mjs', undefined, 'There is no file'],
    ['throws.mjs', 'throw new Error("no luck")', 'cannot be loaded: no luck'],
    ['empty.mjs', 'export const x = 1', 'is no target: it is no object'],
  ])('%s is refused', async (file, text, told) => {
    const path = join(folder, file)
    if (text !== undefined) writeFileSync(path, text)
    await expect(loadTarget(path)).rejects.toMatchObject({ kind: 'usage', message: expect.stringContaining(told) })
  })
})

describe('murphy new-target', () => {
  it('writes nothing over what is there, and takes no name that is taken or none', () => {
    writeFileSync(join(folder, 'file'), '')
    expect(() => newTarget('fresh', folder)).toThrow('is not empty')
    expect(() => newTarget('postgres', join(folder, 'pg'))).toThrow('already')
    expect(() => newTarget('../up', join(folder, 'up'))).toThrow('is no name')
    expect(existsSync(join(folder, 'pg'))).toBe(false)
  })

  it('writes a target in less than 150 lines, its program included', () => {
    const files = newTarget('small', join(folder, 'small')).filter((file) => !file.endsWith('.test.mjs'))
    const lines = files.flatMap((file) => readFileSync(file, 'utf8').trimEnd().split('\n'))
    expect(lines.length).toBeGreaterThan(100)
    expect(lines.length).toBeLessThanOrEqual(150)
  })
})
