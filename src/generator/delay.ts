import type { Nanos } from '../op/op.ts'
import { Around } from './around.ts'
import { atTime, onSchedule } from './at-time.ts'
import type { Context, Generator, Liftable, Next } from './generator.ts'
import { lift } from './lift.ts'

/** Ops `interval` ns apart, over all threads together; later where no thread is free in time. */
export function delay(interval: Nanos, of: Liftable): Generator {
  return new Delay(interval, undefined, lift(of))
}

class Delay extends Around {
  readonly interval: Nanos
  readonly due: Nanos | undefined

  constructor(interval: Nanos, due: Nanos | undefined, of: Generator) {
    super(of)
    this.interval = interval
    this.due = due
  }

  op(context: Context): Next | null {
    const next = this.of.op(context)
    if (next === null) return null
    const [op, of] = next
    if (op === 'pending') return ['pending', this]
    const due = this.due ?? op.time
    const time = Math.max(op.time, due)
    return [atTime(op, time), new Delay(this.interval, onSchedule(due, time) + this.interval, of)]
  }

  protected around(of: Generator): Generator {
    return new Delay(this.interval, this.due, of)
  }
}
