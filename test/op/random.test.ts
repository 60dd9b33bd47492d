import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { draw, Random } from '../../src/op/random.ts'

describe('Random', () => {
  it('gives the same stream for the same seed, another for another', () => {
    const take = (seed: number) =>
      Array.from(
        { length: 20 },
        (
          (random) => () =>
            random.float()
        )(new Random(seed)),
      )
    expect(take(7)).toEqual(take(7))
    expect(take(7)).not.toEqual(take(8))
  })

  it('shuffles to a permutation and picks members', () => {
    fc.assert(
      fc.property(fc.nat(), fc.array(fc.nat(), { minLength: 1 }), (seed, items) => {
        const random = new Random(seed)
        expect(random.shuffle(items).sort()).toEqual([...items].sort())
        expect(items).toContain(random.pick(items))
      }),
    )
  })

  it('is even enough: every tenth of [0, 1) gets its share', () => {
    const counts = new Array<number>(10).fill(0)
    let state = 1
    for (let i = 0; i < 100_000; i++) {
      const [value, next] = draw(state)
      counts[Math.floor(value * 10)]!++
      state = next
    }
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500)
  })
})
