import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fewestRuns, growing, type Usage } from '../../bench/steady.ts'

const usage: Usage = { memoryMb: 150, heapMb: 30, files: 22, resources: 3 }
const runs = (times: number, of: (nth: number) => Partial<Usage>) =>
  Array.from({ length: times }, (_, nth) => ({ ...usage, ...of(nth) }))

describe('what grows from run to run', () => {
  it('is nothing where all stays as it is', () => {
    expect(growing(runs(20, () => ({})))).toEqual([])
  })

  it('is a file that each run leaves open', () => {
    expect(growing(runs(20, (nth) => ({ files: 22 + nth })))).toEqual(['files'])
  })

  it('is a resource that every fourth run leaves', () => {
    expect(growing(runs(20, (nth) => ({ resources: Math.floor(nth / 4) })))).toEqual(['resources'])
  })

  it('is memory of which each run keeps a little', () => {
    const kept = runs(20, (nth) => ({ memoryMb: 150 + 6 * nth, heapMb: 30 + nth / 5 }))
    expect(growing(kept)).toEqual(['memoryMb', 'heapMb'])
  })

  it('is not what the first runs load for all', () => {
    expect(growing(runs(20, (nth) => (nth < 2 ? {} : { memoryMb: 250, heapMb: 60, files: 40, resources: 9 })))).toEqual(
      [],
    )
  })

  it('is not what goes up and down', () => {
    expect(growing(runs(20, (nth) => ({ files: 22 + (nth % 3), heapMb: 30 + 5 * (nth % 2) })))).toEqual([])
  })

  it('is not one run that holds more', () => {
    expect(growing(runs(20, (nth) => (nth === 19 ? { files: 400 } : {})))).toEqual([])
  })

  it('is never told of too few runs, nor of what shrinks', () => {
    expect(growing(runs(fewestRuns - 1, (nth) => ({ files: nth })))).toEqual([])
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { maxLength: 40 }), (files) => {
        const shrinking = files.sort((a, b) => b - a).map((n) => ({ ...usage, files: n, heapMb: n, memoryMb: n }))
        expect(growing(shrinking)).toEqual([])
      }),
    )
  })
})
