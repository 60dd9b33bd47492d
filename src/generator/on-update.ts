import { Around } from './around.ts'
import type { Context, GeneratedOp, Generator, Liftable, Next } from './generator.ts'
import { lift } from './lift.ts'

/** Decides, after each event, how to go on: with the generator as it is now, or with another. */
export type UpdateHandler = (generator: Generator, context: Context, event: GeneratedOp) => Liftable

/**
 * Calls `handle` after each event, when the generator inside has heard of it, and goes on as what it returns. Returning
 * `generator` keeps the handler in force.
 */
export function onUpdate(handle: UpdateHandler, of: Liftable): Generator {
  return new OnUpdate(handle, lift(of))
}

/** A generator that hears of no events: cheaper, where it would not care. */
export function ignoreUpdates(of: Liftable): Generator {
  return new Deaf(lift(of))
}

class OnUpdate extends Around {
  readonly handle: UpdateHandler

  constructor(handle: UpdateHandler, of: Generator) {
    super(of)
    this.handle = handle
  }

  op(context: Context): Next | null {
    const next = this.of.op(context)
    return next === null ? null : [next[0], this.around(next[1])]
  }

  override update(context: Context, event: GeneratedOp): Generator {
    return lift(this.handle(super.update(context, event), context, event))
  }

  protected around(of: Generator): Generator {
    return new OnUpdate(this.handle, of)
  }
}

class Deaf extends Around {
  op(context: Context): Next | null {
    const next = this.of.op(context)
    return next === null ? null : [next[0], this.around(next[1])]
  }

  override update(): Generator {
    return this
  }

  protected around(of: Generator): Generator {
    return new Deaf(of)
  }
}
