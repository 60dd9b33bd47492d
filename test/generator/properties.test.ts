import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  any,
  type Context,
  clients,
  concurrencyLimit,
  concurrentKeys,
  cycle,
  cycleTimes,
  delay,
  eachProcess,
  eachThread,
  filter,
  flipFlop,
  type GeneratedOp,
  type Generator,
  imperfect,
  type Liftable,
  lift,
  limit,
  mix,
  nemesis,
  onThreads,
  perThread,
  phases,
  processLimit,
  randomly,
  repeat,
  reserve,
  shortestAny,
  simulate,
  sleep,
  stagger,
  timeLimit,
  untilOk,
} from '../../src/generator/index.ts'
import { Random } from '../../src/op/random.ts'

/** Any nesting of combinators, as a recipe that builds it from a stream of randomness. */
type Recipe = (random: Random) => Liftable

const small = fc.integer({ min: 0, max: 6 })
const time = fc.integer({ min: 1, max: 40 })

const { recipe } = fc.letrec<{ recipe: Recipe }>((tie) => {
  const one = tie('recipe')
  const several = fc.array(one, { minLength: 1, maxLength: 3 })
  const around = (wrap: (n: number, of: Liftable, random: Random) => Liftable) =>
    fc.tuple(small, one).map(
      ([n, of]): Recipe =>
        (random) =>
          wrap(n, of(random), random),
    )
  const among = (wrap: (all: Liftable[], random: Random) => Liftable) =>
    several.map(
      (all): Recipe =>
        (random) =>
          wrap(
            all.map((of) => of(random)),
            random,
          ),
    )
  return {
    recipe: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom('read', 'write').map(
        (f): Recipe =>
          () => ({ f, value: f.length }),
      ),
      time.map(
        (duration): Recipe =>
          () =>
            sleep(duration),
      ),
      fc.constant<Recipe>((random) =>
        limit(
          5,
          randomly(random, (draw) => ({ f: 'draw', value: draw.int(100) })),
        ),
      ),
      around((n, of) => limit(n, of)),
      around((n, of) => repeat(n, of)),
      around((n, of) => cycle(n % 3, of)),
      around((n, of, random) => stagger(random, n + 1, of)),
      around((n, of) => delay(n, of)),
      around((n, of) => timeLimit(10 * n, of)),
      around((n, of) => processLimit(4 + n, of)),
      around((n, of) => concurrencyLimit(n, of)),
      around((n, of) => onThreads((thread) => thread !== n, of)),
      around((_, of) => reserve([[0, of]], of)),
      around((_, of) => untilOk(of)),
      around((_, of) => eachThread(of)),
      around((_, of) => eachProcess(limit(3, of))),
      around((_, of) => perThread(() => of)),
      around((_, of) => filter((op) => op.f !== 'write', of)),
      around((_, of) => clients(of)),
      around((_, of) => nemesis(of)),
      around((n, of) =>
        concurrentKeys(
          1,
          Array.from({ length: n }, (_, key) => key),
          () => of,
        ),
      ),
      among((all, random) => mix(random, all)),
      among((all) => any(...all)),
      among((all) => shortestAny(...all)),
      among((all) => phases(...all)),
      among((all) => flipFlop(...all)),
      among((all) => cycleTimes(...all.map((of) => [25, of] as const))),
      among((all) => all),
    ),
  }
})

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
