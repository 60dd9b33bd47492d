import type { Context, Generator, Liftable, Next } from './generator.ts'
import { lift } from './lift.ts'
import { Several } from './several.ts'
import { soonest } from './soonest.ts'

/** Whichever generator has the soonest op; each in turn where several are due. Exhausted when all are. */
export function any(...all: readonly Liftable[]): Generator {
  return new Any(all.map(lift))
}

/** Like `any`, but exhausted as soon as one of them is: a workload that lasts as long as a nemesis' schedule. */
export function shortestAny(...all: readonly Liftable[]): Generator {
  return new ShortestAny(all.map(lift))
}

class Any extends Several {
  op(context: Context): Next | null {
    return this.choose(context, (i) => this.all[i]?.op(context) ?? null)
  }

  protected choose(context: Context, ask: (index: number) => Next | null): Next | null {
    const choice = soonest(this.all.length, this.turn, context.time, ask)
    if (choice === null) return null
    const { index, next } = choice
    return next[0] === 'pending' ? ['pending', this] : [next[0], this.with(this.all.with(index, next[1]), index + 1)]
  }

  protected with(all: readonly Generator[], turn: number): Generator {
    return new Any(all, turn)
  }
}

class ShortestAny extends Any {
  override op(context: Context): Next | null {
    const answers = this.all.map((of) => of.op(context))
    return answers.includes(null) ? null : this.choose(context, (i) => answers[i] ?? null)
  }

  protected override with(all: readonly Generator[], turn: number): Generator {
    return new ShortestAny(all, turn)
  }
}
