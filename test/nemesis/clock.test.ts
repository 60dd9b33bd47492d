import { describe, expect, it } from 'vitest'
import { runsLike } from '../../nemesis/clock-probe.ts'
import { drawSkew, skewOf } from '../../nemesis/clock-skews.ts'
import { Random } from '../../src/op/random.ts'

const looks = (offset: (ms: number) => number) =>
  Array.from({ length: 8 }, (_, i) => ({ at: i * 70, offsetMs: offset(i * 70) }))

describe('a clock seen through its database', () => {
  it.each([
    ['true', {}, () => 2],
    ['ahead', { jumpMs: 60_000 }, () => 59_990],
    ['behind', { jumpMs: -60_000 }, () => -60_020],
    ['a little behind', { jumpMs: -27 }, () => -24],
    ['too fast', { rate: 1.1 }, (ms: number) => 40 + ms * 0.1],
    ['standing still', { rate: 0 }, (ms: number) => -30 - ms],
    ['strobing', { strobe: { ms: 5000, everyMs: 100 } }, (ms: number) => (Math.floor(ms / 100) % 2) * 5000],
  ])('%s', (_, skew, offset) => {
    expect(runsLike(looks(offset), skew)).toBe(true)
    expect(
      runsLike(
        looks((ms) => offset(ms) + (ms > 100 ? 900 : 0)),
        skew,
      ),
    ).toBe(false)
  })

  it('is not what it should be', () => {
    expect(
      runsLike(
        looks(() => 0),
        { jumpMs: 11 },
      ),
    ).toBe(false)
    expect(
      runsLike(
        looks(() => 60),
        {},
      ),
    ).toBe(false)
    expect(
      runsLike(
        looks(() => 0),
        { jumpMs: 60_000 },
      ),
    ).toBe(false)
    expect(
      runsLike(
        looks(() => 0),
        { rate: 1.1 },
      ),
    ).toBe(false)
    expect(
      runsLike(
        looks(() => 0),
        { rate: 0 },
      ),
    ).toBe(false)
    expect(
      runsLike(
        looks(() => 0),
        { strobe: { ms: 5000, everyMs: 10 } },
      ),
    ).toBe(false)
    expect(runsLike([], {})).toBe(false)
  })
})

describe('skews', () => {
  it('are drawn as in Jepsen: jumps of 11 ms to 288 s, and all kinds come', () => {
    const random = new Random(3)
    const drawn = Array.from({ length: 2000 }, () => drawSkew(random))
    const jumps = drawn.flatMap(({ jumpMs }) => (jumpMs === undefined ? [] : [jumpMs]))
    expect(Math.min(...jumps.map(Math.abs))).toBeGreaterThanOrEqual(11)
    expect(Math.max(...jumps)).toBeLessThanOrEqual(288_000)
    expect(Math.max(...jumps)).toBeGreaterThan(100_000)
    expect(Math.min(...jumps)).toBeLessThan(-100_000)
    expect(drawn.some(({ rate }) => rate === 0)).toBe(true)
    expect(drawn.some(({ rate }) => rate !== undefined && rate > 1)).toBe(true)
    expect(drawn.some(({ strobe }) => strobe !== undefined)).toBe(true)
    for (const skew of drawn) expect(skewOf({ skew: { ...skew } })).toEqual(skew)
  })

  it.each([
    [null],
    ['primaries'],
    [{ spec: 'all' }],
    [{ skew: { jumpMs: 'far' } }],
    [{ skew: { rate: -1 } }],
    [{ skew: { jump: 3 } }],
    [{ skew: { strobe: { ms: 3 } } }],
  ])('%j is none', (value) => {
    expect(() => skewOf(value)).toThrow('has no "skew"')
  })
})
