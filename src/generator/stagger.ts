import type { Nanos } from '../op/op.ts'
import { draw, type Random, type RandomState } from '../op/random.ts'
import { Around } from './around.ts'
import { atTime, onSchedule } from './at-time.ts'
import type { Context, Generator, Liftable, Next } from './generator.ts'
import { lift } from './lift.ts'

/** Ops at random intervals, uniform from 0 to twice `mean` ns, over all threads together: a rate of 1 / `mean`. */
export function stagger(random: Random, mean: Nanos, of: Liftable): Generator {
  return new Stagger(2 * mean, undefined, random.fork(), lift(of))
}

class Stagger extends Around {
  readonly longest: Nanos
  readonly due: Nanos | undefined
  readonly state: RandomState

  constructor(longest: Nanos, due: Nanos | undefined, state: RandomState, of: Generator) {
    super(of)
    this.longest = longest
    this.due = due
    this.state = state
  }

  op(context: Context): Next | null {
    const next = this.of.op(context)
    if (next === null) return null
    const [op, of] = next
    if (op === 'pending') return ['pending', this]
    const due = this.due ?? context.time
    const time = Math.max(op.time, due)
    const [lot, state] = draw(this.state)
    const nextDue = onSchedule(due, time) + Math.floor(lot * this.longest)
    return [atTime(op, time), new Stagger(this.longest, nextDue, state, of)]
  }

  protected around(of: Generator): Generator {
    return new Stagger(this.longest, this.due, this.state, of)
  }
}
