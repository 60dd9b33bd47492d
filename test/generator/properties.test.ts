import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type Context,
  type GeneratedOp,
  type Generator,
  imperfect,
  lift,
  limit,
  simulate,
} from '../../src/generator/index.ts'
import { Random } from '../../src/op/random.ts'
import { type Recipe, recipe } from './recipe.ts'

const small = fc.integer({ min: 0, max: 6 })
const time = fc.integer({ min: 1, max: 40 })

const build = (of: Recipe, seed: number) => limit(60, of(new Random(seed)))

/** Asks the generator inside once too often, at another moment, and forgets the answer. */
class Curious implements Generator {
  readonly of: Generator

  constructor(of: Generator) {
    this.of = of
  }

  op(context: Context) {
    const first = this.of.op(context)
    this.of.op(context.at(context.time + 1_000))
    expect(this.of.op(context)?.[0] ?? null).toEqual(first?.[0] ?? null)
    return first === null ? null : ([first[0], new Curious(first[1])] as const)
  }

  update(context: Context, event: GeneratedOp) {
    this.of.update(context, { ...event, type: 'log', message: '' })
    return new Curious(this.of.update(context, event))
  }
}

test('asking and forgetting changes nothing', () => {
  fc.assert(
    fc.property(recipe, fc.nat(), (of, seed) => {
      expect(imperfect(new Curious(lift(build(of, seed))))).toEqual(imperfect(build(of, seed)))
    }),
    { numRuns: 300 },
  )
})

test('a seed gives the same ops', () => {
  fc.assert(
    fc.property(recipe, fc.nat(), (of, seed) => {
      expect(simulate(build(of, seed), { concurrency: 4 })).toEqual(simulate(build(of, seed), { concurrency: 4 }))
    }),
    { numRuns: 100 },
  )
})

test('a process has one op at a time, and time goes on', () => {
  fc.assert(
    fc.property(recipe, fc.nat(), time, (of, seed, latency) => {
      const history = imperfect(build(of, seed), { concurrency: 3, latency })
      const open = new Set<unknown>()
      let now = 0
      for (const op of history) {
        expect(op.time).toBeGreaterThanOrEqual(now)
        now = op.time
        if (open.has(op.process)) open.delete(op.process)
        else open.add(op.process)
        if (op.type === 'invoke') expect(open.has(op.process)).toBe(true)
      }
      expect(open.size).toBe(0)
    }),
    { numRuns: 300 },
  )
})

test('limit is never exceeded, and every run ends', () => {
  fc.assert(
    fc.property(recipe, fc.nat(), small, (of, seed, n) => {
      const history = simulate(limit(n, build(of, seed)))
      expect(history.length).toBeLessThanOrEqual(2 * n)
    }),
    { numRuns: 100 },
  )
})
