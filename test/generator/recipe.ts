import fc from 'fast-check'
import {
  any,
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
  type Liftable,
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
  sleep,
  stagger,
  timeLimit,
  untilOk,
} from '../../src/generator/index.ts'
import type { Random } from '../../src/op/random.ts'

/** Any nesting of combinators, as a recipe that builds it from a stream of randomness. */
export type Recipe = (random: Random) => Liftable

const small = fc.integer({ min: 0, max: 6 })
const time = fc.integer({ min: 1, max: 40 })

export const { recipe } = fc.letrec<{ recipe: Recipe }>((tie) => {
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
