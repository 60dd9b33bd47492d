import { Around } from './around.ts'
import type { Context, Generator, Liftable, Next } from './generator.ts'
import { lift, nothing } from './lift.ts'

/** At most `count` of the generator's threads busy at a time. */
export function concurrencyLimit(count: number, of: Liftable): Generator {
  return count > 0 ? new ConcurrencyLimit(count, lift(of)) : nothing
}

class ConcurrencyLimit extends Around {
  readonly count: number

  constructor(count: number, of: Generator) {
    super(of)
    this.count = count
  }

  op(context: Context): Next | null {
    if (context.threads.size - context.free.size >= this.count) return ['pending', this]
    const next = this.of.op(context)
    return next === null ? null : [next[0], this.around(next[1])]
  }

  protected around(of: Generator): Generator {
    return new ConcurrencyLimit(this.count, of)
  }
}
