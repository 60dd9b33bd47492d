import { Around } from './around.ts'
import type { Context, Generator, Liftable, Next } from './generator.ts'
import { lift } from './lift.ts'

/** Waits until every thread is free, then goes on as the generator. */
export function synchronize(of: Liftable): Generator {
  return new Synchronize(lift(of))
}

/** One generator after another, each begun when every thread is free. */
export function phases(...all: readonly Liftable[]): Generator {
  return lift(all.filter((of) => of !== null).map(synchronize))
}

/**
 * `first`, then, when every thread is free, `second`. (Not called `then` as in Jepsen: a module that exports `then` is
 * taken for a promise by `import()`; and in the order of reading, since there is no `->>` here.)
 */
export function andThen(first: Liftable, second: Liftable): Generator {
  return lift([first, synchronize(second)])
}

class Synchronize extends Around {
  op(context: Context): Next | null {
    return context.free.size === context.threads.size ? this.of.op(context) : ['pending', this]
  }

  protected around(of: Generator): Generator {
    return new Synchronize(of)
  }
}
