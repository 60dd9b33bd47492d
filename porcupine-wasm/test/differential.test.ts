import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allRules } from '../src/core/core.ts'
import * as porcupine from '../src/index.ts'
import { agreements } from './agreement.ts'
import { mostProcesses } from './arbitraries.ts'
import { cases } from './cases.ts'

/** `npm run bench -- --long` has 100,000 a case. */
const numRuns = Number(process.env.PORCUPINE_FUZZ ?? 2000)

describe('brute force, plain search, compiled search, stream and polynomial cases agree', () => {
  for (const { name, property, counts, subsets, polynomial, overlap = mostProcesses } of agreements())
    it(name, () => {
      fc.assert(property, { numRuns })
      // A generator that makes only one kind of history tests nothing.
      const often = (kind: string) => expect(counts[kind] ?? 0, kind)
      for (const kind of ['valid', 'invalid', 'indeterminate', 'failed']) often(kind).toBeGreaterThan(numRuns / 50)
      often('brute force').toBeGreaterThan(numRuns / 2)
      if (polynomial === 'all') often('polynomial').toBe(numRuns)
      if (polynomial === 'many') often('polynomial').toBeGreaterThan(numRuns / 5)
      for (let open = 1; open <= overlap; open++) often(`${open} at once`).toBeGreaterThan(numRuns / 200)
      if (numRuns >= 2000) expect(subsets.size).toBeGreaterThan(0.9 * allRules)
    })

  it('is asked of every model of the package', () => {
    const models = new Set(cases.map(({ model }) => model.name))
    const others = [
      'check',
      'checkInParallel',
      'checkOperations',
      'pair',
      'describe',
      'bruteForce',
      'whyNotLinearization',
    ]
    for (const [name, value] of Object.entries(porcupine))
      if (typeof value === 'function' && /^[a-z]/.test(name) && !others.includes(name))
        expect(models).toContain((value as () => { readonly name: string })().name)
  })
})
