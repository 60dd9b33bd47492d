import { Around } from './around.ts'
import type { Context, Generator, Liftable, Next } from './generator.ts'
import { lift } from './lift.ts'

/** A finite generator from its beginning again whenever it is exhausted, for ever or `times` times in all. */
export function cycle(of: Liftable): Generator
export function cycle(times: number, of: Liftable): Generator
export function cycle(...args: [Liftable] | [number, Liftable]): Generator {
  const [times, of] = args.length === 1 ? [Number.POSITIVE_INFINITY, args[0]] : args
  const original = lift(of)
  return new Cycle(times, original, original)
}

class Cycle extends Around {
  readonly remaining: number
  readonly original: Generator

  constructor(remaining: number, original: Generator, of: Generator) {
    super(of)
    this.remaining = remaining
    this.original = original
  }

  op(context: Context): Next | null {
    if (this.remaining <= 0) return null
    const next = this.of.op(context)
    if (next !== null) return [next[0], new Cycle(this.remaining, this.original, next[1])]
    if (this.remaining === 1) return null
    // A round without any op would be followed by as many more of them: that is the end.
    const again = this.original.op(context)
    return again === null ? null : [again[0], new Cycle(this.remaining - 1, this.original, again[1])]
  }

  protected around(of: Generator): Generator {
    return new Cycle(this.remaining, this.original, of)
  }
}
