import type { Nanos } from '../op/op.ts'
import type { Context, GeneratedOp, Generator, Next } from './generator.ts'

/** An answer and which of several generators gave it. */
export interface Choice {
  readonly index: number
  readonly next: Next
}

/**
 * Asks `count` generators, beginning with `first` and going round, and takes the op that comes soonest. Among ops that
 * are due now the first asked wins, so that callers who begin behind their last choice serve all in turn (Jepsen draws
 * lots). `pending` only if none has an op; null when all are exhausted.
 */
export function soonest(count: number, first: number, now: Nanos, ask: (index: number) => Next | null): Choice | null {
  let best: Choice | null = null
  let bestTime = Number.POSITIVE_INFINITY
  for (let n = 0; n < count; n++) {
    const index = (first + n) % count
    const next = ask(index)
    if (next === null) continue
    const op = next[0]
    if (op === 'pending') {
      best ??= { index, next }
      continue
    }
    if (op.time <= now) return { index, next }
    if (op.time < bestTime) {
      best = { index, next }
      bestTime = op.time
    }
  }
  return best
}

/** Tells several generators of an event; the same array when none of them changed. */
export function updateAll(all: readonly Generator[], context: Context, event: GeneratedOp): readonly Generator[] {
  let changed: Generator[] | undefined
  all.forEach((generator, i) => {
    const updated = generator.update(context, event)
    if (updated === generator) return
    changed ??= [...all]
    changed[i] = updated
  })
  return changed ?? all
}
