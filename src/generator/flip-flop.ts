import type { Context, GeneratedOp, Generator, Liftable, Next } from './generator.ts'
import { lift } from './lift.ts'
import { updateAll } from './soonest.ts'

/** An op of the first generator, one of the second, one of the first again … until the one whose turn it is has none. */
export function flipFlop(...all: readonly Liftable[]): Generator {
  return new FlipFlop(all.map(lift), 0)
}

class FlipFlop implements Generator {
  readonly all: readonly Generator[]
  readonly turn: number

  constructor(all: readonly Generator[], turn: number) {
    this.all = all
    this.turn = turn
  }

  op(context: Context): Next | null {
    const next = this.all[this.turn]?.op(context) ?? null
    if (next === null) return null
    const [op, of] = next
    const turn = op === 'pending' ? this.turn : (this.turn + 1) % this.all.length
    return [op, new FlipFlop(this.all.with(this.turn, of), turn)]
  }

  update(context: Context, event: GeneratedOp): Generator {
    const all = updateAll(this.all, context, event)
    return all === this.all ? this : new FlipFlop(all, this.turn)
  }
}
