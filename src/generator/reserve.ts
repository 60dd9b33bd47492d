import { MurphyError } from '../op/failure.ts'
import type { Context, GeneratedOp, Generator, Liftable, Next } from './generator.ts'
import { lift } from './lift.ts'
import { remember } from './remember.ts'
import { soonest } from './soonest.ts'
import type { Thread, ThreadSet } from './thread-set.ts'

/**
 * Threads set apart: `reserve([[5, write], [10, cas]], read)` has writes on the first five threads, cas on the next
 * ten and reads on the rest, so that none waits for the others. Counts begin at the first thread that the generator
 * has, wherever it stands (a reserve in a reserve counts within its part).
 */
export function reserve(parts: readonly (readonly [threads: number, of: Liftable])[], rest: Liftable): Generator {
  const counts = parts.map(([count]) => count)
  return new Reserve(
    remember((threads) => divide(threads, counts)),
    [...parts.map(([, of]) => lift(of)), lift(rest)],
    0,
  )
}

class Reserve implements Generator {
  readonly divide: (threads: ThreadSet) => readonly ThreadSet[]
  readonly all: readonly Generator[]
  readonly turn: number

  constructor(divide: (threads: ThreadSet) => readonly ThreadSet[], all: readonly Generator[], turn: number) {
    this.divide = divide
    this.all = all
    this.turn = turn
  }

  op(context: Context): Next | null {
    const parts = this.divide(context.threads)
    const choice = soonest(this.all.length, this.turn, context.time, (i) => {
      const part = parts[i]
      return part === undefined || part.size === 0 ? null : (this.all[i]?.op(context.only(part)) ?? null)
    })
    if (choice === null) return null
    const { index, next } = choice
    if (next[0] === 'pending') return ['pending', this]
    return [next[0], new Reserve(this.divide, this.all.with(index, next[1]), index + 1)]
  }

  update(context: Context, event: GeneratedOp): Generator {
    const thread = context.threadOf(event.process)
    if (thread === undefined) return this
    const parts = this.divide(context.threads)
    const i = parts.findIndex((part) => part.has(thread))
    const part = parts[i]
    const of = this.all[i]
    if (part === undefined || of === undefined) return this
    const updated = of.update(context.only(part), event)
    return updated === of ? this : new Reserve(this.divide, this.all.with(i, updated), this.turn)
  }
}

/** Splits a set of threads by counts, the rest last. */
function divide(threads: ThreadSet, counts: readonly number[]): readonly ThreadSet[] {
  const wanted = counts.reduce((sum, count) => sum + count, 0)
  const available = [...threads].filter((thread) => thread !== 'nemesis')
  if (wanted > available.length)
    throw new MurphyError('usage', `reserve asks for ${wanted} threads, but there are ${available.length}.`, {
      hint: `Raise --concurrency to at least ${wanted}, or reserve fewer threads.`,
    })
  const part = new Map<Thread, number>()
  let next = 0
  counts.forEach((count, i) => {
    for (let n = 0; n < count; n++) part.set(available[next++] as Thread, i)
  })
  return Array.from({ length: counts.length + 1 }, (_, i) =>
    threads.filter((thread) => (part.get(thread) ?? counts.length) === i),
  )
}
