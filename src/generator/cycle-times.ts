import type { Nanos } from '../op/op.ts'
import type { Context, GeneratedOp, Generator, Liftable, Next } from './generator.ts'
import { lift } from './lift.ts'
import { updateAll } from './soonest.ts'

/**
 * A rotating schedule: `cycleTimes([5 * SECOND, writes], [10 * SECOND, reads])` writes for five seconds, reads for ten,
 * writes again … Each generator keeps its state from round to round. Exhausted as soon as one of them is.
 */
export function cycleTimes(...parts: readonly (readonly [duration: Nanos, of: Liftable])[]): Generator {
  return new CycleTimes(
    parts.map(([duration]) => duration),
    parts.map(([, of]) => lift(of)),
    undefined,
  )
}

class CycleTimes implements Generator {
  readonly durations: readonly Nanos[]
  readonly all: readonly Generator[]
  /** When the first round began. */
  readonly start: Nanos | undefined

  constructor(durations: readonly Nanos[], all: readonly Generator[], start: Nanos | undefined) {
    this.durations = durations
    this.all = all
    this.start = start
  }

  op(context: Context): Next | null {
    const now = context.time
    const start = this.start ?? now
    const period = this.durations.reduce((sum, duration) => sum + duration, 0)
    if (period <= 0) return null
    let i = 0
    let begin = now - ((now - start) % period)
    while (now >= begin + this.duration(i)) begin += this.duration(i++)
    // A later part is asked as if its time had come: its op is the next one if it fits into its window.
    for (; ; begin += this.duration(i), i = (i + 1) % this.all.length) {
      const next = this.all[i]?.op(context.at(Math.max(now, begin))) ?? null
      if (next === null) return null
      const [op, of] = next
      const then = new CycleTimes(this.durations, this.all.with(i, of), start)
      if (op === 'pending') return ['pending', then]
      if (op.time < begin + this.duration(i) || !Number.isFinite(op.time)) return [op, then]
    }
  }

  update(context: Context, event: GeneratedOp): Generator {
    const all = updateAll(this.all, context, event)
    return all === this.all ? this : new CycleTimes(this.durations, all, this.start)
  }

  private duration(i: number): Nanos {
    return this.durations[i] ?? 0
  }
}
