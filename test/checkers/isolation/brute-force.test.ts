import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { agreements } from './agreements.ts'

/** `npm run bench -- --long` has 100,000 of each. */
const numRuns = Number(process.env.MURPHY_ORACLE_RUNS ?? 2000)
vi.setConfig({ testTimeout: 120_000 + numRuns * 20 })

describe('the isolation checker agrees with brute force', () => {
  for (const { name, property, counts } of agreements())
    it(name, () => {
      fc.assert(property, { numRuns })
      // Histories of one kind only would test nothing.
      expect(Object.keys(counts).length).toBeGreaterThan(1)
      expect(Math.min(...Object.values(counts))).toBeGreaterThan(numRuns / 100)
    })
})
