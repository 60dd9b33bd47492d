import { expect, it } from 'vitest'
import { fewer } from '../../src/cli/commands/replay.ts'

it('says how many faults of a run were not repeated, if any', () => {
  expect(fewer(2, 6)).toBe('\nnote: 2 of the 6 faults of that run came before the time limit; it was faster.\n')
  expect(fewer(6, 6)).toBe('')
  expect(fewer(7, 6)).toBe('')
})
