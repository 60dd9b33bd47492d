import { draw, type Random, type RandomState } from '../op/random.ts'
import type { Context, GeneratedOp, Generator, Liftable, Next } from './generator.ts'
import { lift } from './lift.ts'
import { updateAll } from './soonest.ts'

/** Each op from one of several generators, chosen uniformly at random, until all are exhausted. */
export function mix(random: Random, all: readonly Liftable[]): Generator {
  return weightedMix(
    random,
    all.map((of) => [1, of]),
  )
}

/** Each op from one of several generators, chosen in proportion to their weights. */
export function weightedMix(random: Random, all: readonly (readonly [weight: number, of: Liftable])[]): Generator {
  return new Mix(
    random.fork(),
    all.map(([, of]) => lift(of)),
    all.map(([weight]) => weight),
  )
}

/** The choice of the next op stands until there is one: asking again while all is pending draws no new lots. */
class Mix implements Generator {
  readonly state: RandomState
  readonly all: readonly Generator[]
  readonly weights: readonly number[]

  constructor(state: RandomState, all: readonly Generator[], weights: readonly number[]) {
    this.state = state
    this.all = all
    this.weights = weights
  }

  op(context: Context): Next | null {
    const [lot, state] = draw(this.state)
    let { all, weights } = this
    while (all.length > 0) {
      const first = choose(weights, lot)
      const next = all[first]?.op(context) ?? null
      if (next === null) {
        all = all.toSpliced(first, 1)
        weights = weights.toSpliced(first, 1)
        continue
      }
      if (next[0] !== 'pending') return [next[0], new Mix(state, all.with(first, next[1]), weights)]
      return this.instead(first, context, state, all, weights)
    }
    return null
  }

  update(context: Context, event: GeneratedOp): Generator {
    const all = updateAll(this.all, context, event)
    return all === this.all ? this : new Mix(this.state, all, this.weights)
  }

  /** The chosen one is pending: whoever comes next has an op, so that one blocked generator does not stall the rest. */
  private instead(
    chosen: number,
    context: Context,
    state: RandomState,
    all: readonly Generator[],
    weights: readonly number[],
  ): Next {
    for (let n = 1; n < all.length; n++) {
      const i = (chosen + n) % all.length
      const next = all[i]?.op(context) ?? null
      if (next !== null && next[0] !== 'pending') return [next[0], new Mix(state, all.with(i, next[1]), weights)]
    }
    return ['pending', this]
  }
}

function choose(weights: readonly number[], lot: number): number {
  let left = lot * weights.reduce((sum, weight) => sum + weight, 0)
  const found = weights.findIndex((weight) => {
    left -= weight
    return left < 0
  })
  return found === -1 ? weights.length - 1 : found
}
