import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { Finding } from '../../findings/finding.ts'
import { perform, type Result, type Standing } from '../../findings/perform.ts'
import { choose } from '../../src/cli/commands/findings.ts'
import { resultsCode, resultsText } from '../../src/cli/findings-text.ts'
import type { runTest } from '../../src/scenario/run-test.ts'
import type { Broken } from '../../src/store/run.ts'

const store = mkdtempSync(join(tmpdir(), 'store-'))
afterAll(() => rmSync(store, { recursive: true, force: true }))

const flawed: Finding = {
  name: 'memory-flawed',
  shows: 'It loses writes.',
  scenario: { target: 'memory', workload: 'set', timeLimit: 1, options: { flaw: 'lose-writes' } },
  expect: { verdict: 'invalid', by: 'lost-writes' },
  control: 'memory-sound',
  source: 'here',
}
const sound: Finding = {
  ...flawed,
  name: 'memory-sound',
  scenario: { target: 'memory', workload: 'set', timeLimit: 1 },
  expect: { verdict: 'valid', by: 'lost-writes' },
}

async function all(findings: readonly Finding[], options: Parameters<typeof perform>[1] = {}): Promise<Result[]> {
  const results: Result[] = []
  for await (const result of perform(findings, { store, ...options })) results.push(result)
  return results
}

const standingsOf = (results: readonly Result[]) =>
  results.map(({ attempts }) => attempts.map(({ standing }): Standing => standing))

describe('on a store with planted flaws', () => {
  it('what comes out as expected is, as often as asked, with its reports', async () => {
    const results = await all([flawed, sound], { times: 2 })
    expect(standingsOf(results)).toEqual([
      ['as expected', 'as expected'],
      ['as expected', 'as expected'],
    ])
    expect(resultsCode(results, 2)).toBe(0)
    const [one] = results[0]?.attempts ?? []
    expect(one?.by).toContain('lost-writes')
    expect(readFileSync(one?.report ?? '', 'utf8')).toContain('invalid')
    const text = resultsText(results)
    expect(text).toContain('2 of 2')
    expect(text).toMatch(/finding +expected +seen +time +k of n +report/)
  })

  it('the other verdict, and the right one by another checker, are otherwise', async () => {
    const results = await all([
      { ...sound, expect: { verdict: 'invalid', by: 'lost-writes' } },
      { ...flawed, expect: { verdict: 'valid', by: 'lost-writes' } },
      { ...flawed, expect: { verdict: 'invalid', by: 'stats' } },
    ])
    expect(standingsOf(results)).toEqual([['otherwise'], ['otherwise'], ['otherwise']])
    expect(resultsCode(results, 3)).toBe(1)
    expect(resultsText(results)).toContain('memory-sound, otherwise:')
  })

  it('an end on the way interrupts the one in hand and leaves out the rest', async () => {
    const controller = new AbortController()
    const long = { ...sound, scenario: { ...sound.scenario, timeLimit: 60 } }
    const onRun = () => (event: { kind: string; phase?: string }) => {
      if (event.phase === 'load') controller.abort()
    }
    const results = await all([long, flawed], { signal: controller.signal, onRun })
    expect(standingsOf(results)).toEqual([['interrupted']])
    expect(resultsCode(results, 2)).toBe(2)
  })
})

describe('where nothing can be shown', () => {
  const breaking = (broken: Broken): typeof runTest => {
    const results = { verdict: 'broken', sentence: 'It broke.', broken, checkers: {} }
    return async () => ({ folder: '/run', test: {}, results }) as unknown as Awaited<ReturnType<typeof runTest>>
  }
  const why = { phase: 'set-up', message: 'No registry gave it.' }

  it('what this machine lacks is not run, once, and says why', async () => {
    const results = await all([flawed], { times: 3, run: breaking({ ...why, unavailable: true }) })
    expect(standingsOf(results)).toEqual([['not run']])
    expect(resultsCode(results, 1)).toBe(2)
    expect(resultsText(results)).toContain('No registry gave it.')
  })

  it('a run that proves nothing is neither for nor against it', async () => {
    const results = { verdict: 'unknown', sentence: 'Nothing is proven.', checkers: {} }
    const run = (async () => ({ folder: '/run', test: {}, results })) as unknown as typeof runTest
    const seen = await all([flawed], { run })
    expect(standingsOf(seen)).toEqual([['nothing proven']])
    expect(resultsCode(seen, 1)).toBe(2)
  })

  it('a broken harness is worse than everything else', async () => {
    const otherwise = await all([{ ...sound, expect: { verdict: 'invalid', by: 'lost-writes' } }])
    const results = [...(await all([flawed], { run: breaking(why) })), ...otherwise]
    expect(standingsOf(results)).toEqual([['broken'], ['otherwise']])
    expect(resultsCode(results, 2)).toBe(255)
  })
})

describe('which are chosen', () => {
  const both = [flawed, sound]

  it('by name and by target', () => {
    expect(choose(both, { times: 1 })).toEqual(both)
    expect(choose(both, { only: ['memory-sound'], times: 1 })).toEqual([sound])
    expect(choose(both, { target: 'memory', times: 1 })).toEqual(both)
  })

  it.each([
    [{ only: ['memory-sond'], times: 1 }, 'Did you mean "memory-sound"? Known: memory-flawed, memory-sound.'],
    [{ target: 'postgres', times: 1 }, 'Known: memory.'],
    [{ times: 0 }, undefined],
    [{ times: 1.5 }, undefined],
  ])('%j is refused', (flags, hint) => {
    expect(() => choose(both, flags)).toThrow(expect.objectContaining({ kind: 'usage', hint }))
  })
})

it('a report lies in the store', async () => {
  const [result] = await all([sound])
  expect(dirname(result?.attempts[0]?.report ?? '').startsWith(store)).toBe(true)
})
