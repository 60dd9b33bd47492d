import type { Way } from '../src/client/data-types.ts'
import { type Generator, randomly, weightedMix } from '../src/generator/index.ts'
import type { Random } from '../src/op/random.ts'
import { amountsWork } from './amounts-work.ts'
import type { Work } from './routed-client.ts'

/** Few, so that clients meet. */
const counters = 5

/** Amounts as counters that begin at 0. */
export function countersWork(way: Way): Work<'amounts'> {
  return amountsWork(
    Array.from({ length: counters }, (_, key) => [key, 0]),
    way,
  )
}

/** Increments of any counter, so many in ten, and reads of all. */
export function counted(random: Random, increments: number): Generator {
  const increment = randomly(random, (draw) => ({ f: 'increment', key: draw.int(counters) }))
  return weightedMix(random, [
    [increments, increment],
    [10 - increments, () => ({ f: 'read' })],
  ])
}
