import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as grudges from '../../nemesis/grudges.ts'
import { cutsOf, type Grudge, majorityOf } from '../../nemesis/grudges.ts'
import { Random } from '../../src/op/random.ts'

const cluster = (least: number) =>
  fc.integer({ min: least, max: 9 }).map((count) => Array.from({ length: count }, (_, i) => `n${i + 1}`))
const seed = fc.integer({ min: 0, max: 2 ** 32 - 1 })

const drops = (grudge: Grudge, node: string, other: string) => grudge[node]?.includes(other) ?? false
const linked = (grudge: Grudge, a: string, b: string) => a === b || !(drops(grudge, a, b) || drops(grudge, b, a))
const seen = (grudge: Grudge, nodes: readonly string[], node: string) =>
  nodes.filter((other) => linked(grudge, node, other))

const symmetric: Record<string, (nodes: readonly string[], random: Random) => Grudge> = {
  one: grudges.one,
  halves: grudges.halves,
  randomHalves: grudges.randomHalves,
  minorityThird: grudges.minorityThird,
  bridge: grudges.bridge,
  majoritiesRing: grudges.majoritiesRing,
  primaries: (nodes, random) => grudges.primaries(nodes, [random.pick(nodes)]),
}

describe('every grudge between components', () => {
  for (const [name, grudge] of Object.entries(symmetric)) {
    it(`${name} drops in both directions, never itself, and only nodes that there are`, () => {
      fc.assert(
        fc.property(cluster(2), seed, (nodes, s) => {
          const made = grudge(nodes, new Random(s))
          for (const { from, to } of cutsOf(made)) {
            expect(nodes).toContain(from)
            expect(nodes).toContain(to)
            expect(from).not.toBe(to)
            expect(drops(made, from, to)).toBe(true)
          }
        }),
      )
    })
    it(`${name} is the same for the same seed`, () => {
      fc.assert(
        fc.property(cluster(2), seed, (nodes, s) => {
          expect(grudge(nodes, new Random(s))).toEqual(grudge(nodes, new Random(s)))
        }),
      )
    })
  }
})

describe('sizes', () => {
  it('one: a single node sees only itself, the others see each other', () => {
    fc.assert(
      fc.property(cluster(3), seed, (nodes, s) => {
        const made = grudges.one(nodes, new Random(s))
        const views = nodes.map((node) => seen(made, nodes, node).length).sort()
        expect(views).toEqual([1, ...Array(nodes.length - 1).fill(nodes.length - 1)].sort())
      }),
    )
  })

  it('randomHalves: one side is a majority, the other is not', () => {
    fc.assert(
      fc.property(cluster(2), seed, (nodes, s) => {
        const made = grudges.randomHalves(nodes, new Random(s))
        const views = nodes.map((node) => seen(made, nodes, node).length)
        expect(Math.max(...views)).toBe(Math.ceil(nodes.length / 2))
        expect(Math.min(...views)).toBe(Math.floor(nodes.length / 2))
      }),
    )
  })

  it('minorityThird: the small side has fewer than a third, or one node', () => {
    fc.assert(
      fc.property(cluster(2), seed, (nodes, s) => {
        const made = grudges.minorityThird(nodes, new Random(s))
        const small = Math.min(...nodes.map((node) => seen(made, nodes, node).length))
        expect(small === 1 || small < nodes.length / 3).toBe(true)
      }),
    )
  })

  it('bridge: exactly one node sees everybody, and without it the halves are apart', () => {
    fc.assert(
      fc.property(cluster(3), (nodes) => {
        const made = grudges.bridge(nodes)
        const bridges = nodes.filter((node) => seen(made, nodes, node).length === nodes.length)
        expect(bridges).toHaveLength(1)
        const others = nodes.filter((node) => !bridges.includes(node))
        const side = seen(made, others, others[0] ?? '')
        expect(side.length).toBeLessThan(others.length)
        for (const node of side) expect(seen(made, others, node)).toEqual(side)
      }),
    )
  })

  it('primaries: each primary is alone, the rest together', () => {
    expect(grudges.primaries(['n1', 'n2', 'n3', 'n4'], ['n1', 'n3'])).toEqual({
      n1: ['n3', 'n2', 'n4'],
      n2: ['n1', 'n3'],
      n3: ['n1', 'n2', 'n4'],
      n4: ['n1', 'n3'],
    })
  })
})

describe('majoritiesRing', () => {
  it('every node sees a majority over links that pass both ways', () => {
    fc.assert(
      fc.property(cluster(3), seed, (nodes, s) => {
        const made = grudges.majoritiesRing(nodes, new Random(s))
        for (const node of nodes)
          expect(seen(made, nodes, node).length).toBeGreaterThanOrEqual(majorityOf(nodes.length))
      }),
    )
  })

  it('with three to five nodes no two see the same majority, and something is cut', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 5 }), seed, (count, s) => {
        const nodes = Array.from({ length: count }, (_, i) => `n${i + 1}`)
        const made = grudges.majoritiesRing(nodes, new Random(s))
        expect(new Set(nodes.map((node) => seen(made, nodes, node).join())).size).toBe(count)
        expect(cutsOf(made)).not.toEqual([])
      }),
    )
  })
})

describe('oneWay', () => {
  it('cuts one direction only', () => {
    expect(cutsOf(grudges.oneWay(['n1'], ['n2', 'n3']))).toEqual([
      { from: 'n1', to: 'n2' },
      { from: 'n1', to: 'n3' },
    ])
  })
})
