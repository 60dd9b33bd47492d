import type { Process } from '../op/op.ts'
import { Around } from './around.ts'
import type { Context, GeneratedOp, Generator, Liftable, Next } from './generator.ts'
import { lift, nothing } from './lift.ts'

/** Ops until one of them is ok. Those that are open then may still complete. */
export function untilOk(of: Liftable): Generator {
  return new UntilOk([], lift(of))
}

class UntilOk extends Around {
  /** Processes with an open op of ours. */
  readonly open: readonly Process[]

  constructor(open: readonly Process[], of: Generator) {
    super(of)
    this.open = open
  }

  op(context: Context): Next | null {
    const next = this.of.op(context)
    if (next === null) return null
    const [op, of] = next
    return [op, op === 'pending' ? this.around(of) : new UntilOk([...this.open, op.process], of)]
  }

  override update(context: Context, event: GeneratedOp): Generator {
    const of = this.of.update(context, event)
    const mine = event.type !== 'invoke' && this.open.includes(event.process)
    if (mine && event.type === 'ok') return nothing
    if (mine)
      return new UntilOk(
        this.open.filter((process) => process !== event.process),
        of,
      )
    return of === this.of ? this : this.around(of)
  }

  protected around(of: Generator): Generator {
    return new UntilOk(this.open, of)
  }
}
