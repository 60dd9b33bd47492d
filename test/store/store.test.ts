import { appendFileSync, mkdtempSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readSamples } from '../../src/history/samples.ts'
import { createRunFolder, findRun, linkLatest } from '../../src/store/folder.ts'
import { readJson, writeJson } from '../../src/store/json-file.ts'
import { redact } from '../../src/store/redact.ts'
import { SampleWriter } from '../../src/store/samples.ts'

let store: string
beforeEach(() => {
  store = mkdtempSync(join(tmpdir(), 'store-test-'))
})
afterEach(() => rmSync(store, { recursive: true, force: true }))

describe('run folders', () => {
  it('gives two runs of one moment two folders, and links the latest relatively', () => {
    const at = new Date('2026-01-02T03:04:05.678Z')
    const first = createRunFolder(store, 'pg-set', at)
    const second = createRunFolder(store, 'pg-set', at)
    expect(second).not.toBe(first)
    for (const folder of [first, second]) {
      writeJson(join(folder, 'test.json'), { schema: 1 })
      linkLatest(store, folder)
    }
    expect(readlinkSync(join(store, 'latest'))).toBe('pg-set/20260102T030405.678Z-1')
    expect(findRun(store, 'latest')).toBe(join(store, 'latest'))
    expect(findRun(store, 'pg-set')).toBe(join(store, 'pg-set', 'latest'))
    expect(findRun(store, first)).toBe(first)
  })

  it('names the store when there is no such run', () => {
    expect(() => findRun(store, 'nope')).toThrow(`There is no run "nope" in ${store}.`)
  })
})

describe('JSON files', () => {
  it('refuses another schema and what is not JSON', () => {
    const path = join(store, 'a.json')
    writeJson(path, { schema: 2 })
    expect(() => readJson(path, 1)).toThrow('has schema 2; this Murphy reads schema 1')
    writeFileSync(path, '{"schema":')
    expect(() => readJson(path, 1)).toThrow('a.json is not JSON.')
    expect(() => readJson(join(store, 'none.json'), 1)).toThrow('none.json is missing.')
    for (const other of ['null', '[]', '{"a":1}', '3']) {
      writeFileSync(path, other)
      expect(() => readJson(path, 1)).toThrow('Murphy has not written it')
    }
  })
})

describe('samples', () => {
  it('reads back what was written, up to the last whole line', () => {
    const path = join(store, 'samples.jsonl')
    const writer = new SampleWriter(path)
    writer.append([
      { time: 1, node: 'n1', role: 'primary' },
      { time: 1, node: 'n2', role: 'down' },
    ])
    writer.close()
    appendFileSync(path, '{"time":2,"no')
    expect(readSamples(path).map((sample) => sample.node)).toEqual(['n1', 'n2'])
  })
})

describe('redact', () => {
  it('hides secrets by name and in URLs, and nothing else', () => {
    const value = { password: 'x', url: 'postgres://bob:hunter2@host/db', nested: [{ apiKey: 'k', rate: 5 }], seed: 1 }
    expect(redact(value)).toEqual({
      password: '[redacted]',
      url: 'postgres://bob:[redacted]@host/db',
      nested: [{ apiKey: '[redacted]', rate: 5 }],
      seed: 1,
    })
  })
})
