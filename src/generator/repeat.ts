import { Around } from './around.ts'
import type { Context, Generator, Liftable, Next } from './generator.ts'
import { lift } from './lift.ts'

/**
 * The first op of a generator, again and again or `times` times. The generator's state stays as it is, so
 * `repeat(randomly(…))` repeats one and the same draw; what is random goes on by itself and needs no repeat.
 */
export function repeat(of: Liftable): Generator
export function repeat(times: number, of: Liftable): Generator
export function repeat(...args: [Liftable] | [number, Liftable]): Generator {
  return args.length === 1 ? new Repeat(Number.POSITIVE_INFINITY, lift(args[0])) : new Repeat(args[0], lift(args[1]))
}

class Repeat extends Around {
  readonly remaining: number

  constructor(remaining: number, of: Generator) {
    super(of)
    this.remaining = remaining
  }

  op(context: Context): Next | null {
    if (this.remaining <= 0) return null
    const next = this.of.op(context)
    if (next === null) return null
    return [next[0], next[0] === 'pending' ? this : new Repeat(this.remaining - 1, this.of)]
  }

  protected around(of: Generator): Generator {
    return new Repeat(this.remaining, of)
  }
}
