import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { choiceOf, chooseNodes, drawChoice, nodeSpecs } from '../../nemesis/node-specs.ts'
import { Random } from '../../src/op/random.ts'

const names = (count: number) => Array.from({ length: count }, (_, i) => `n${i + 1}`)
const strike = (value: Parameters<typeof choiceOf>[0], count: number, fit = names(count)) =>
  chooseNodes(choiceOf(value, nodeSpecs), { nodes: names(count), fit, primary: 'n2' })

describe('choiceOf', () => {
  it('reads a name, a list and a drawn choice', () => {
    expect(choiceOf('primaries', nodeSpecs)).toEqual({ spec: 'primaries', seed: 0, nodes: [] })
    expect(choiceOf(['n1'], nodeSpecs)).toEqual({ spec: 'explicit', seed: 0, nodes: ['n1'] })
    expect(choiceOf({ spec: 'one', seed: 7 }, nodeSpecs)).toEqual({ spec: 'one', seed: 7, nodes: [] })
  })

  it('refuses what names no nodes', () => {
    for (const value of [null, 'two', 5, { seed: 1 }]) expect(() => choiceOf(value, nodeSpecs)).toThrow(/known: one/)
  })
})

describe('chooseNodes', () => {
  it.each([
    ['one', [1, 1, 1, 1, 1, 1]],
    ['minority', [1, 1, 1, 1, 2, 2]],
    ['minority-third', [1, 1, 1, 1, 1, 1]],
    ['majority', [1, 2, 2, 3, 3, 4]],
    ['all', [1, 2, 3, 4, 5, 6]],
  ])('%s strikes so many of one to six nodes', (spec, sizes) => {
    expect(sizes.map((_, i) => strike({ spec, seed: 3 }, i + 1).length)).toEqual(sizes)
  })

  it('primaries and lists strike exactly those, and only those that can be struck', () => {
    expect(strike('primaries', 3)).toEqual(['n2'])
    expect(strike('primaries', 3, ['n1', 'n3'])).toEqual([])
    expect(strike(['n3', 'n1'], 3)).toEqual(['n1', 'n3'])
    expect(strike(['n3', 'n1'], 3, ['n3'])).toEqual(['n3'])
  })

  it('is the same for the same seed, and strikes another node when the drawn one cannot be struck', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 7 }), fc.integer({ min: 0, max: 2 ** 32 - 1 }), (count, seed) => {
        const value = drawChoice(new Random(seed), ['one'])
        const [first] = strike(value, count)
        expect(strike(value, count)).toEqual([first])
        const rest = names(count).filter((node) => node !== first)
        const [second] = strike(value, count, rest)
        expect(rest).toContain(second)
      }),
    )
  })
})
