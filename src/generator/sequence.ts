import type { Generator, Liftable } from './generator.ts'
import { lift, sequence } from './lift.ts'

/** One generator after another, without waiting for open ops in between (see `phases`). Same as a list. */
export function concat(...all: readonly Liftable[]): Generator {
  return lift(all)
}

/**
 * The generators `make(0)`, `make(1)` … until it answers null: `iterate((n) => ({ f: 'add', value: n }))` adds unique
 * integers. `make` must be pure, since an answer may be thrown away and asked for again.
 */
export function iterate(make: (n: number) => Liftable | null): Generator {
  return sequence((n) => make(n) ?? undefined)
}
