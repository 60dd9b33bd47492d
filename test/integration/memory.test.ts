import { describe, expect, it } from 'vitest'
import { runTest } from '../../dist/src/index.js'
import { temporaryStore } from './murphy.ts'

const store = temporaryStore()

/** Murphy tests itself: a store without a flaw is green, and each planted flaw is found. */
const run = (workload: string, options: Record<string, string | number> = {}, concurrency = 5) =>
  runTest({ target: 'memory', workload, options, concurrency, rate: 2000, timeLimit: 1, seed: 1, store })

describe('the memory target', () => {
  it.each(['register', 'set'])('%s without a flaw is valid', async (workload) => {
    const { results } = await run(workload)
    expect(results.verdict, results.sentence).toBe('valid')
  })

  it('changes a register in the same order for the same seed, however the clients are timed', async () => {
    const changes = async () => {
      const { history } = await run('register')
      const asked = history.filter((op) => op.type === 'invoke' && op.f !== 'read' && op.key === 0)
      return asked.map(({ f, value }) => ({ f, value }))
    }
    const [one, other] = [await changes(), await changes()]
    const both = Math.min(one.length, other.length)
    expect(both).toBeGreaterThan(10)
    expect(one.slice(0, both)).toEqual(other.slice(0, both))
  })

  it.each([
    ['set', 'lose-writes', 'lost-writes'],
    ['set', 'duplicate', 'lost-writes'],
    ['register', 'lose-writes', 'linearizable'],
    ['register', 'stale-reads', 'linearizable'],
  ])('%s with the flaw %s is invalid', async (workload, flaw, checker) => {
    const { results } = await run(workload, { flaw, 'flaw-every': 50 })
    expect(results.checkers[checker]?.verdict, results.sentence).toBe('invalid')
    expect(results.verdict).toBe('invalid')
  })

  it.each(['late', 'never'])('answers that come %s are indeterminate, not wrong', async (flaw) => {
    const { results, history } = await run('register', { flaw, 'flaw-every': 200 })
    expect(history.some((op) => op.type === 'info' && op.process !== 'nemesis')).toBe(true)
    expect(results.verdict, results.sentence).toBe('valid')
  })
})
