import fc from 'fast-check'
import { expect, it } from 'vitest'
import { fewest } from '../../src/scenario/fewest.ts'

it('keeps exactly what it takes, in its order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.nat(), { minLength: 1 }), fc.nat(), async (items, pick) => {
      const needed = items.filter((_, i) => (pick >> (i % 20)) & 1)
      const found = await fewest(items, async (some) => needed.every((item) => some.includes(item)))
      expect(found).toEqual(needed.length === 0 ? items.slice(0, 1) : needed)
    }),
  )
})

it('asks once for each item at most', async () => {
  let asked = 0
  await fewest([1, 2, 3, 4, 5], async () => {
    asked++
    return false
  })
  expect(asked).toBe(5)
})
