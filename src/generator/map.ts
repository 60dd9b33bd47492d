import { Around } from './around.ts'
import type { Context, GeneratedOp, Generator, Liftable, Next, OpEvent } from './generator.ts'
import { lift } from './lift.ts'

/** Each op changed by `change`. Log lines and sleeps pass unchanged. */
export function map(change: (op: OpEvent, context: Context) => OpEvent, of: Liftable): Generator {
  return new Mapped(change, lift(of))
}

/** Renames fs: `fMap({ start: 'start-partition' }, …)`; others stay. To compose nemeses that use the same names. */
export function fMap(names: Readonly<Record<string, string>>, of: Liftable): Generator {
  return map((op) => ({ ...op, f: names[op.f] ?? op.f }), of)
}

/** Only the ops that `keep` accepts. Log lines and sleeps pass. */
export function filter(keep: (op: OpEvent) => boolean, of: Liftable): Generator {
  return new Filtered(keep, lift(of))
}

/** An op for a client or the nemesis, as opposed to a log line or a sleep. */
export function isOp(op: GeneratedOp): op is OpEvent {
  return op.type !== 'log' && op.type !== 'sleep'
}

class Mapped extends Around {
  readonly change: (op: OpEvent, context: Context) => OpEvent

  constructor(change: (op: OpEvent, context: Context) => OpEvent, of: Generator) {
    super(of)
    this.change = change
  }

  op(context: Context): Next | null {
    const next = this.of.op(context)
    if (next === null) return null
    const [op, of] = next
    return [op !== 'pending' && isOp(op) ? this.change(op, context) : op, this.around(of)]
  }

  protected around(of: Generator): Generator {
    return new Mapped(this.change, of)
  }
}

class Filtered extends Around {
  readonly keep: (op: OpEvent) => boolean

  constructor(keep: (op: OpEvent) => boolean, of: Generator) {
    super(of)
    this.keep = keep
  }

  op(context: Context): Next | null {
    let next = this.of.op(context)
    while (next !== null && next[0] !== 'pending' && isOp(next[0]) && !this.keep(next[0])) next = next[1].op(context)
    return next === null ? null : [next[0], this.around(next[1])]
  }

  protected around(of: Generator): Generator {
    return new Filtered(this.keep, of)
  }
}
