import { Around } from './around.ts'
import type { Context, Generator, Liftable, Next } from './generator.ts'
import { lift } from './lift.ts'

/** At most `count` ops. */
export function limit(count: number, of: Liftable): Generator {
  return new Limit(count, lift(of))
}

/** One op at most. */
export function once(of: Liftable): Generator {
  return limit(1, of)
}

class Limit extends Around {
  readonly remaining: number

  constructor(remaining: number, of: Generator) {
    super(of)
    this.remaining = remaining
  }

  op(context: Context): Next | null {
    if (this.remaining <= 0) return null
    const next = this.of.op(context)
    if (next === null) return null
    return [next[0], new Limit(next[0] === 'pending' ? this.remaining : this.remaining - 1, next[1])]
  }

  protected around(of: Generator): Generator {
    return new Limit(this.remaining, of)
  }
}
