import type { Context, GeneratedOp, Generator, Liftable, Next } from './generator.ts'
import { lift } from './lift.ts'
import { soonest, updateAll } from './soonest.ts'

/** Whichever generator has the soonest op; each in turn where several are due. Exhausted when all are. */
export function any(...all: readonly Liftable[]): Generator {
  return new Any(all.map(lift), 0)
}

/** Like `any`, but exhausted as soon as one of them is: a workload that lasts as long as a nemesis' schedule. */
export function shortestAny(...all: readonly Liftable[]): Generator {
  return new ShortestAny(all.map(lift), 0)
}

class Any implements Generator {
  readonly all: readonly Generator[]
  readonly turn: number

  constructor(all: readonly Generator[], turn: number) {
    this.all = all
    this.turn = turn
  }

  op(context: Context): Next | null {
    const choice = soonest(this.all.length, this.turn, context.time, (i) => this.all[i]?.op(context) ?? null)
    if (choice === null) return null
    const { index, next } = choice
    return next[0] === 'pending' ? ['pending', this] : [next[0], new Any(this.all.with(index, next[1]), index + 1)]
  }

  update(context: Context, event: GeneratedOp): Generator {
    const all = updateAll(this.all, context, event)
    return all === this.all ? this : new Any(all, this.turn)
  }
}

class ShortestAny implements Generator {
  readonly all: readonly Generator[]
  readonly turn: number

  constructor(all: readonly Generator[], turn: number) {
    this.all = all
    this.turn = turn
  }

  op(context: Context): Next | null {
    const answers = this.all.map((of) => of.op(context))
    if (answers.includes(null)) return null
    const choice = soonest(answers.length, this.turn, context.time, (i) => answers[i] ?? null)
    if (choice === null) return null
    const { index, next } = choice
    if (next[0] === 'pending') return ['pending', this]
    return [next[0], new ShortestAny(this.all.with(index, next[1]), index + 1)]
  }

  update(context: Context, event: GeneratedOp): Generator {
    const all = updateAll(this.all, context, event)
    return all === this.all ? this : new ShortestAny(all, this.turn)
  }
}
