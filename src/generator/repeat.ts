import { Around } from './around.ts'
import type { Context, Generator, Liftable, Next } from './generator.ts'
import { lift } from './lift.ts'
import { limit } from './limit.ts'

/**
 * The first op of a generator, again and again or `times` times. The generator's state stays as it is, so
 * `repeat(randomly(…))` repeats one and the same draw; what is random goes on by itself and needs no repeat.
 */
export function repeat(of: Liftable): Generator
export function repeat(times: number, of: Liftable): Generator
export function repeat(...args: [Liftable] | [number, Liftable]): Generator {
  return args.length === 1 ? new Repeat(lift(args[0])) : limit(args[0], new Repeat(lift(args[1])))
}

/** Does not move on when it is asked. */
class Repeat extends Around {
  op(context: Context): Next | null {
    const next = this.of.op(context)
    return next === null ? null : [next[0], this]
  }

  protected around(of: Generator): Generator {
    return new Repeat(of)
  }
}
