import type { Context, GeneratedOp, Generator, Next } from './generator.ts'
import { updateAll } from './soonest.ts'

/** A generator of several others, one of which has its turn. Subclasses say whose op is taken; all hear of events. */
export abstract class Several implements Generator {
  readonly all: readonly Generator[]
  readonly turn: number

  constructor(all: readonly Generator[], turn = 0) {
    this.all = all
    this.turn = turn
  }

  abstract op(context: Context): Next | null

  /** The same choice among generators in another state, with the turn at another one. */
  protected abstract with(all: readonly Generator[], turn: number): Generator

  update(context: Context, event: GeneratedOp): Generator {
    const all = updateAll(this.all, context, event)
    return all === this.all ? this : this.with(all, this.turn)
  }
}
