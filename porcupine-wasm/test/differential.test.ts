import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allRules } from '../src/core/core.ts'
import * as porcupine from '../src/index.ts'
import { agreement, Tally } from './agreement.ts'
import { mostProcesses } from './arbitraries.ts'
import { cases } from './cases.ts'

/** `npm run bench -- --long` has 100,000 a case. */
const numRuns = Number(process.env.PORCUPINE_FUZZ ?? 2000)

describe('brute force, plain search, compiled search, stream and polynomial cases agree', () => {
  for (const one of cases)
    it(one.name, () => {
      const tally = new Tally()
      fc.assert(agreement(one, tally), { numRuns })
      // A generator that makes only one kind of history tests nothing.
      for (const kind of ['valid', 'invalid', 'indeterminate', 'failed'] as const)
        expect(tally[kind], kind).toBeGreaterThan(numRuns / 50)
      expect(tally.bruteForce).toBeGreaterThan(numRuns / 2)
      if (one.polynomial === 'all') expect(tally.polynomial).toBe(numRuns)
      if (one.polynomial === 'many') expect(tally.polynomial).toBeGreaterThan(numRuns / 5)
      for (const [concurrency, times] of tally.byConcurrency.entries())
        if (concurrency <= (one.overlap ?? mostProcesses))
          expect(times, `${concurrency} open at once`).toBeGreaterThan(numRuns / 200)
      if (numRuns >= 2000) expect(tally.rules.size).toBe(allRules + 1)
    })

  it('is asked of every model of the package', () => {
    const models = new Set(cases.map(({ model }) => model.name))
    const others = ['check', 'checkOperations', 'pair', 'describe', 'bruteForce', 'whyNotLinearization']
    for (const [name, value] of Object.entries(porcupine))
      if (typeof value === 'function' && /^[a-z]/.test(name) && !others.includes(name))
        expect(models).toContain((value as () => { readonly name: string })().name)
  })
})
