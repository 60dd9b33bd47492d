import { inspect } from 'node:util'
import { Around } from './around.ts'
import type { Context, GeneratedOp, Generator, Liftable, Next } from './generator.ts'
import { lift } from './lift.ts'

/** Logs every question, answer and event of a generator under a name, to see why it does what it does. */
export function trace(name: string, log: (line: string) => void, of: Liftable): Generator {
  return new Trace(name, log, lift(of))
}

class Trace extends Around {
  readonly name: string
  readonly log: (line: string) => void

  constructor(name: string, log: (line: string) => void, of: Generator) {
    super(of)
    this.name = name
    this.log = log
  }

  op(context: Context): Next | null {
    const next = this.of.op(context)
    this.log(`${this.name} op at ${context.time}, free ${[...context.free].join(' ') || 'none'}: ${short(next?.[0])}`)
    return next === null ? null : [next[0], this.around(next[1])]
  }

  override update(context: Context, event: GeneratedOp): Generator {
    this.log(`${this.name} update at ${context.time}: ${short(event)}`)
    return super.update(context, event)
  }

  protected around(of: Generator): Generator {
    return new Trace(this.name, this.log, of)
  }
}

function short(op: GeneratedOp | 'pending' | undefined): string {
  return op === undefined ? 'exhausted' : inspect(op, { breakLength: Number.POSITIVE_INFINITY, depth: 4 })
}
