import type { Context, Generator, Liftable, Next } from './generator.ts'
import { lift } from './lift.ts'
import { Several } from './several.ts'

/** An op of the first generator, one of the second, one of the first again … until the one whose turn it is has none. */
export function flipFlop(...all: readonly Liftable[]): Generator {
  return new FlipFlop(all.map(lift))
}

class FlipFlop extends Several {
  op(context: Context): Next | null {
    const next = this.all[this.turn]?.op(context) ?? null
    if (next === null) return null
    const [op, of] = next
    const turn = op === 'pending' ? this.turn : (this.turn + 1) % this.all.length
    return [op, this.with(this.all.with(this.turn, of), turn)]
  }

  protected with(all: readonly Generator[], turn: number): Generator {
    return new FlipFlop(all, turn)
  }
}
