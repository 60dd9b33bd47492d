import type { Nanos } from '../op/op.ts'
import { Around } from './around.ts'
import type { Context, Generator, Liftable, Next } from './generator.ts'
import { lift } from './lift.ts'

/** Ops for `duration` ns from the time of the first one on. */
export function timeLimit(duration: Nanos, of: Liftable): Generator {
  return new TimeLimit(duration, undefined, lift(of))
}

class TimeLimit extends Around {
  readonly duration: Nanos
  readonly end: Nanos | undefined

  constructor(duration: Nanos, end: Nanos | undefined, of: Generator) {
    super(of)
    this.duration = duration
    this.end = end
  }

  op(context: Context): Next | null {
    if (this.duration <= 0 || (this.end !== undefined && context.time >= this.end)) return null
    const next = this.of.op(context)
    if (next === null) return null
    const [op, of] = next
    if (op === 'pending') return ['pending', new TimeLimit(this.duration, this.end, of)]
    const end = this.end ?? op.time + this.duration
    return op.time < end ? [op, new TimeLimit(this.duration, end, of)] : null
  }

  protected around(of: Generator): Generator {
    return new TimeLimit(this.duration, this.end, of)
  }
}
