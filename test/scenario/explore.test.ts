import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { Script } from '../../nemesis/script.ts'
import { explore } from '../../src/scenario/explore.ts'
import type { Outcome } from '../../src/scenario/outcome.ts'
import { resolve } from '../../src/scenario/resolve.ts'
import type { Scenario } from '../../src/scenario/scenario.ts'
import { keepScript, loadScript } from '../../src/scenario/schedule.ts'
import { testFile } from '../../src/scenario/test-file.ts'
import { aTest } from './a-test.ts'

const folder = mkdtempSync(join(tmpdir(), 'murphy-test-explore-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const scenario = { target: 'postgres', setting: 'async', workload: 'set', timeLimit: 10, seed: 7 }

/** A database that breaks where `breaks` says so; keeps the schedules that it was tried with. */
function database(breaks: (fs: string[], tried: number) => boolean) {
  const tried: Script[] = []
  const run = async (given: Scenario): Promise<Outcome> => {
    resolve(given) // what it is asked to run makes sense
    const script = given.script ?? { steps: [] }
    tried.push(script)
    const verdict = breaks(
      script.steps.map(({ f }) => f),
      tried.length,
    )
      ? 'invalid'
      : 'valid'
    const results = { verdict, sentence: `It was ${verdict}.` } as Outcome['results']
    return { folder, test: aTest(), results, history: [], samples: [] }
  }
  return { tried, run }
}

const both = (fs: string[]) => fs.includes('start-partition') && fs.includes('kill')

describe('explore', () => {
  it('finds what breaks it, and shrinks it to the fewest faults', async () => {
    const { run, tried } = database(both)
    const { found, drawn } = await explore(scenario, { runs: 200, mostFaults: 6, run })
    expect(found?.faults.map(({ start }) => start.f).sort()).toEqual(['kill', 'start-partition'])
    expect(found?.before).toBeGreaterThanOrEqual(2)
    expect(tried.length).toBeGreaterThanOrEqual(drawn)
    const file = found?.file ?? ''
    expect(existsSync(file)).toBe(true)
    const script = JSON.parse(readFileSync(file, 'utf8')) as Script
    expect(script.steps).toHaveLength(4)
    expect(script.failover).toBe('by-itself')
    expect(found?.command).toContain(`--schedule ${file}`)
    expect(found?.command).toContain('--seed 7')
  })

  it('tries again before it believes that a smaller schedule is harmless', async () => {
    const { run } = database((fs, tried) => both(fs) && tried % 2 === 1)
    const { found } = await explore(scenario, { runs: 400, mostFaults: 6, run })
    expect(found?.faults.length).toBe(2)
  })

  it('runs the fewest faults again, and counts how often they break it', async () => {
    const { run, tried } = database((fs, tried) => both(fs) && tried % 2 === 1)
    const { found } = await explore(scenario, { runs: 400, mostFaults: 6, reruns: 6, run })
    expect(found?.again).toEqual({ broke: 3, of: 6, unproven: 0 })
    expect(new Set(tried.slice(-6).map(({ steps }) => JSON.stringify(steps))).size).toBe(1)
  })

  it('says so when nothing breaks', async () => {
    const { run, tried } = database(() => false)
    expect(await explore(scenario, { runs: 5, mostFaults: 3, run })).toEqual({ drawn: 5, proven: 5 })
    expect(tried).toHaveLength(5)
    for (const { steps } of tried) {
      expect(steps.length).toBeLessThanOrEqual(6)
      const times = steps.map(({ at }) => Number(at))
      expect(times).toEqual([...times].sort((a, b) => a - b))
    }
  })

  it('draws the same from the same seed', async () => {
    const [one, two] = [database(() => false), database(() => false)]
    await explore(scenario, { runs: 5, mostFaults: 3, run: one.run })
    await explore(scenario, { runs: 5, mostFaults: 3, run: two.run })
    expect(one.tried).toEqual(two.tried)
  })

  it('tells its seed and what it draws from before the first run', async () => {
    const told: string[] = []
    const { run } = database(() => false)
    await explore(scenario, {
      runs: 1,
      mostFaults: 3,
      run,
      onStart: ({ seed, faults }) => told.push(`${seed} ${faults.join()}`),
      onRun: () => told.push('run'),
    })
    expect(told[0]).toBe('7 partition,kill,pause')
  })

  it('stopped half-way, has not proven what it was asked for', async () => {
    const controller = new AbortController()
    const { run } = database((_, tried) => {
      if (tried === 2) controller.abort()
      return false
    })
    const found = await explore(scenario, { runs: 9, mostFaults: 3, run }, { signal: controller.signal })
    expect(found).toEqual({ drawn: 2, proven: 2, stopped: true })
  })

  it.each([
    { runs: 0, mostFaults: 3 },
    { runs: 5, mostFaults: 0 },
    { runs: 5, mostFaults: 3, reruns: -1 },
  ])('refuses %j', async (options) => {
    await expect(explore(scenario, options)).rejects.toThrow('takes a whole number')
  })

  it('each run keeps its schedule, and its command runs it', async () => {
    const store = mkdtempSync(join(folder, 'store-'))
    const input = { target: 'memory', workload: 'set', timeLimit: 1, rate: 50, seed: 7, store }
    const ran: Outcome[] = []
    await explore(input, {
      runs: 1,
      mostFaults: 2,
      onRun: ({ outcome }) => void (outcome && ran.push(outcome)),
      run: async (given) => {
        const resolved = keepScript(resolve(given), store)
        const test = testFile(resolved, { runId: '0badcafe', startedAt: new Date(0) }, { versions: {}, checkers: [] })
        const results = { verdict: 'valid', sentence: '' } as Outcome['results']
        return { folder: store, test, results, history: [], samples: [] }
      },
    })
    const file = join(store, 'explore.json')
    expect(ran[0]?.test.command).toContain(`--schedule ${file}`)
    expect(ran[0]?.test.name).toBe('memory-single-set-explore-in-process')
    expect(keepScript(resolve({ ...input, schedule: file, script: loadScript(file) }), folder).schedule).toBe(file)
  })

  it('refuses a schedule', async () => {
    await expect(explore({ ...scenario, schedule: 'failover' }, { runs: 1, mostFaults: 1 })).rejects.toThrow(
      'draws its schedules itself',
    )
  })
})
