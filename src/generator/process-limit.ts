import type { Process } from '../op/op.ts'
import { Around } from './around.ts'
import type { Context, Generator, Liftable, Next } from './generator.ts'
import { lift } from './lift.ts'

/**
 * Ends when more than `count` processes have been there, so that a history full of crashes stays checkable. All
 * processes that could have taken an op count, not only those that did: the generator ends at full concurrency
 * instead of trickling out on the last process that never crashed.
 */
export function processLimit(count: number, of: Liftable): Generator {
  return new ProcessLimit(count, new Set(), lift(of))
}

class ProcessLimit extends Around {
  readonly count: number
  readonly seen: ReadonlySet<Process>

  constructor(count: number, seen: ReadonlySet<Process>, of: Generator) {
    super(of)
    this.count = count
    this.seen = seen
  }

  op(context: Context): Next | null {
    const next = this.of.op(context)
    if (next === null) return null
    const [op, of] = next
    if (op === 'pending') return ['pending', this.around(of)]
    const seen = withProcesses(this.seen, context)
    return seen.size > this.count ? null : [op, new ProcessLimit(this.count, seen, of)]
  }

  protected around(of: Generator): Generator {
    return new ProcessLimit(this.count, this.seen, of)
  }
}

function withProcesses(seen: ReadonlySet<Process>, context: Context): ReadonlySet<Process> {
  const fresh: Process[] = []
  for (const thread of context.threads) {
    const process = context.processOf(thread)
    if (!seen.has(process)) fresh.push(process)
  }
  return fresh.length === 0 ? seen : new Set([...seen, ...fresh])
}
