import type { Context, GeneratedOp, Generator, Liftable, Next } from './generator.ts'
import { lift } from './lift.ts'
import type { Thread } from './thread-set.ts'

/**
 * A copy of the generator for every thread; each sees only its own. The copies are equal, random state included: for
 * threads that draw differently use `perThread`.
 */
export function eachThread(of: Liftable): Generator {
  const fresh = lift(of)
  return new EachThread(() => fresh, [], 0, false)
}

/** Like `eachThread`, with a new copy whenever a thread goes on under a new process. */
export function eachProcess(of: Liftable): Generator {
  const fresh = lift(of)
  return new EachThread(() => fresh, [], 0, true)
}

/** A generator of its own for every thread, made by `make`, all of them when the first op is asked for. */
export function perThread(make: (thread: Thread) => Liftable): Generator {
  const made = new Map<Thread, Generator>()
  const fresh = (thread: Thread, context: Context) => {
    if (made.size === 0) for (const each of context.threads) made.set(each, lift(make(each)))
    return made.get(thread) ?? lift(null)
  }
  return new EachThread(fresh, [], 0, false)
}

interface Copy {
  readonly process: GeneratedOp['process']
  readonly of: Generator
}

class EachThread implements Generator {
  readonly fresh: (thread: Thread, context: Context) => Generator
  /** By position of the thread; absent until its first op or event. */
  readonly copies: readonly (Copy | undefined)[]
  readonly turn: number
  readonly renew: boolean

  constructor(
    fresh: (thread: Thread, context: Context) => Generator,
    copies: readonly (Copy | undefined)[],
    turn: number,
    renew: boolean,
  ) {
    this.fresh = fresh
    this.copies = copies
    this.turn = turn
    this.renew = renew
  }

  op(context: Context): Next | null {
    let best: { readonly thread: Thread; readonly next: Next } | undefined
    for (const thread of inTurn(context, this.turn)) {
      const next = this.copyOf(thread, context).op(context.only(context.threads.only(thread)))
      if (next === null) continue
      const [op] = next
      if (best === undefined || timeOf(next) < timeOf(best.next)) best = { thread, next }
      if (op !== 'pending' && op.time <= context.time) break
    }
    if (best === undefined) return context.free.size < context.threads.size ? ['pending', this] : null
    const { thread, next } = best
    return next[0] === 'pending' ? ['pending', this] : [next[0], this.having(thread, next[1], context, true)]
  }

  update(context: Context, event: GeneratedOp): Generator {
    const thread = context.threadOf(event.process)
    if (thread === undefined || !context.threads.has(thread)) return this
    const copy = this.copyOf(thread, context)
    const updated = copy.update(context.only(context.threads.only(thread)), event)
    return updated === copy ? this : this.having(thread, updated, context, false)
  }

  private copyOf(thread: Thread, context: Context): Generator {
    const copy = this.copies[context.threads.indexOf(thread)]
    const stale = copy === undefined || (this.renew && copy.process !== context.processOf(thread))
    return stale ? this.fresh(thread, context) : copy.of
  }

  private having(thread: Thread, of: Generator, context: Context, moveOn: boolean): Generator {
    const position = context.threads.indexOf(thread)
    const copies = [...this.copies]
    copies[position] = { process: context.processOf(thread), of }
    return new EachThread(this.fresh, copies, moveOn ? position + 1 : this.turn, this.renew)
  }
}

/** The free threads, beginning at a position and going round. */
function* inTurn(context: Context, turn: number): IterableIterator<Thread> {
  const { free } = context
  let position = turn
  for (let n = free.size; n > 0; n--) {
    const thread = free.from(position)
    if (thread === undefined) return
    yield thread
    position = free.indexOf(thread) + 1
  }
}

function timeOf(next: Next): number {
  return next[0] === 'pending' ? Number.POSITIVE_INFINITY : next[0].time
}
