import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { analyze } from '../../src/scenario/analyze.ts'
import { loadRun } from '../../src/scenario/load-run.ts'
import { writeJson } from '../../src/store/json-file.ts'
import type { TestFile } from '../../src/store/run.ts'
import { aTest } from './a-test.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'analyze-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const path = (name: string) => join(folder, name)

function store(fields: Partial<TestFile>): void {
  writeJson(path('test.json'), aTest({ checkers: [{ name: 'lost-writes' }, { name: 'stats' }], ...fields }))
}

/** Elements 0 to 4 are added, then one read sees `seen`. */
function history(seen: readonly number[]): string {
  const adds = [0, 1, 2, 3, 4].flatMap((value) => [
    { process: value, type: 'invoke', f: 'add', value },
    { process: value, type: 'ok', f: 'add', value, node: 'n1' },
  ])
  const read = [
    { process: 9, type: 'invoke', f: 'read', value: null },
    { process: 9, type: 'ok', f: 'read', value: seen, node: 'n2' },
  ]
  return [...adds, ...read].map((op, i) => `${JSON.stringify({ index: i, time: i * 1000, ...op })}\n`).join('')
}

const endedAt = '2026-01-02T03:05:00.000Z'

describe('analyze', () => {
  it('judges a whole run, and writes results and reports beside it', async () => {
    store({ endedAt })
    writeFileSync(path('history.jsonl'), history([0, 1, 2, 3, 4]))
    const { results } = await analyze(folder)
    expect(results).toMatchObject({ verdict: 'valid', history: { ops: 12, complete: true } })
    expect(results.sentence).toContain('kept all 5 acknowledged writes')
    expect(JSON.parse(readFileSync(path('results.json'), 'utf8'))).toEqual(results)
    for (const file of ['report.html', 'junit.xml', 'report.md']) expect(existsSync(path(file)), file).toBe(true)
    expect(loadRun(folder).results).toEqual(results)
  })

  it('of a killed controller is unknown, up to the last whole record', async () => {
    store({})
    writeFileSync(path('history.jsonl'), history([0, 1, 2, 3, 4]))
    appendFileSync(path('history.jsonl'), '{"index":12,"time":99')
    const { results } = await analyze(folder)
    expect(results.verdict).toBe('unknown')
    expect(results.checkers['lost-writes']?.verdict).toBe('valid')
    expect(results.sentence).toContain('its controller was killed')
    expect(results.history).toMatchObject({ ops: 12, complete: false, note: expect.stringContaining('cut off') })
  })

  it('of a killed controller is invalid all the same where a promise was seen broken', async () => {
    store({})
    writeFileSync(path('history.jsonl'), history([0, 1, 2]))
    const { results } = await analyze(folder)
    expect(results.verdict).toBe('invalid')
    expect(results.sentence).toContain('lost 2 of 5 acknowledged writes')
  })

  it('of a run without any op says so', async () => {
    store({ endedAt })
    const { results } = await analyze(folder)
    expect(results.verdict).toBe('unknown')
    expect(results.sentence).toMatch(/: no op was recorded\.$/)
  })

  it('of an interrupted run is unknown', async () => {
    store({ endedAt, interrupted: 'The run was interrupted before its end.' })
    writeFileSync(path('history.jsonl'), history([0, 1, 2, 3, 4]))
    expect((await analyze(folder)).results.verdict).toBe('unknown')
  })

  it('of a broken run stays broken, however often', async () => {
    store({ endedAt, broken: { phase: 'load', message: 'The disk is full.', hint: 'Free some.' } })
    writeFileSync(path('history.jsonl'), history([0, 1, 2, 3, 4]))
    for (let i = 0; i < 2; i++)
      expect((await analyze(folder)).results).toMatchObject({ verdict: 'broken', broken: { hint: 'Free some.' } })
  })

  it('refuses budgets that make no sense', async () => {
    store({ endedAt })
    writeFileSync(path('history.jsonl'), history([0]))
    await expect(analyze(folder, { checkTime: 0 })).rejects.toThrow('--check-time takes a number')
    await expect(analyze(folder, { checkMemory: 1 })).rejects.toThrow('--check-memory takes a whole number')
  })
})

describe('a folder that holds no run of ours', () => {
  const cases: [string, string | undefined, RegExp][] = [
    ['no test.json', undefined, /test\.json is missing\./],
    ['garbage', 'garbage', /test\.json is not JSON\./],
    ['null', 'null', /test\.json has no schema number/],
    ['too little', '{"schema":1}', /test\.json has no string "runId"/],
    ['another version', '{"schema":9}', /test\.json has schema 9; this Murphy reads schema 1/],
  ]
  it.each(cases)('%s is refused in one sentence', async (_, content, says) => {
    if (content !== undefined) writeFileSync(path('test.json'), content)
    await expect(analyze(folder)).rejects.toThrow(says)
    expect(() => loadRun(folder)).toThrow(says)
  })

  it('what was not judged, or only half, is told how to be', () => {
    store({ endedAt })
    expect(() => loadRun(folder)).toThrow('has not been judged: it has no results.json')
    writeFileSync(path('results.json'), '{"schema":1,"verdict":"valid"}')
    expect(() => loadRun(folder)).toThrow('results.json has no string "sentence"')
  })
})
