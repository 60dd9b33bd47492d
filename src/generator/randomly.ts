import { draw, Random, type RandomState } from '../op/random.ts'
import type { Context, Generator, Liftable, Next } from './generator.ts'
import { followed, lift } from './lift.ts'

/**
 * The user's own random ops, without end: `randomly(random, (draw) => ({ f: 'write', value: draw.int(5) }))`. Every
 * call is given a stream of its own, so the n-th answer depends on the seed and on n only, however often it was asked
 * for and thrown away. What is built inside (`mix(draw, …)`) takes that stream. null ends it.
 */
export function randomly(random: Random, make: (draw: Random, context: Context) => Liftable): Generator {
  return new Randomly(random.fork(), make)
}

class Randomly implements Generator {
  readonly state: RandomState
  readonly make: (draw: Random, context: Context) => Liftable

  constructor(state: RandomState, make: (draw: Random, context: Context) => Liftable) {
    this.state = state
    this.make = make
  }

  op(context: Context): Next | null {
    if (context.free.size === 0) return ['pending', this]
    const [seed, state] = draw(this.state)
    const next = lift(this.make(new Random(seed * 4294967296), context)).op(context)
    if (next === null) return null
    return next[0] === 'pending' ? ['pending', this] : [next[0], followed(next[1], new Randomly(state, this.make))]
  }

  update(): Generator {
    return this
  }
}
