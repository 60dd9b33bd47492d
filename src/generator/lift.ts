import { MurphyError } from '../op/failure.ts'
import type { Context, GeneratedOp, Generator, Liftable, Next, OpEvent, OpLiteral } from './generator.ts'

/** Makes a generator of whatever users may write in its place. */
export function lift(of: Liftable): Generator {
  if (of === null) return nothing
  if (typeof of === 'function') return new Again(of)
  if (isList(of)) return sequence((i) => of[i])
  if (typeof of === 'object') {
    if (isGenerator(of)) return of
    if (typeof of.f === 'string') return new Once(of)
  }
  throw new MurphyError('broken', `A generator cannot be made of ${describe(of)}.`, {
    hint: 'Write an op ({ f: "read" }), a list, a function that returns one of these, or a generator; null for nothing.',
  })
}

/** Exhausted from the start. */
export const nothing: Generator = {
  op: () => null,
  update: () => nothing,
}

/** Generators one after another; the source answers undefined behind its last. Built when their turn comes. */
export function sequence(source: (index: number) => Liftable | undefined): Generator {
  return new Sequence(nothing, source, 0)
}

/** `first`, then `rest`. */
export function followed(first: Generator, rest: Generator): Generator {
  return first === nothing ? rest : new Sequence(first, (i) => (i === 0 ? rest : undefined), 0)
}

/** Fills in what a literal leaves open; `pending` while its process is busy. */
export function fill(literal: OpLiteral, context: Context): OpEvent | 'pending' {
  const process = literal.process ?? context.someFree()
  if (process === undefined) return 'pending'
  if (literal.process !== undefined) {
    const thread = context.threadOf(process)
    if (thread === undefined || !context.threads.has(thread))
      throw new MurphyError('broken', `Op ${literal.f} asks for process ${process}, which none of its threads runs.`, {
        hint: 'A process ends with its first indeterminate op; leave `process` out, or restrict threads with onThreads.',
      })
    if (!context.free.has(thread)) return 'pending'
  }
  const type = process === 'nemesis' ? 'info' : 'invoke'
  const { f, value = null, time = context.time } = literal
  return literal.key === undefined
    ? { type, f, value, process, time }
    : { type, f, key: literal.key, value, process, time }
}

class Once implements Generator {
  readonly literal: OpLiteral

  constructor(literal: OpLiteral) {
    this.literal = literal
  }

  op(context: Context): Next {
    const op = fill(this.literal, context)
    return [op, op === 'pending' ? this : nothing]
  }

  update(): Generator {
    return this
  }
}

/** A function, called anew each time that what it returned before is exhausted. */
class Again implements Generator {
  readonly make: (context: Context) => Liftable | null

  constructor(make: (context: Context) => Liftable | null) {
    this.make = make
  }

  op(context: Context): Next | null {
    if (context.free.size === 0) return ['pending', this]
    const next = lift(this.make(context)).op(context)
    return next === null ? null : [next[0], followed(next[1], this)]
  }

  update(): Generator {
    return this
  }
}

class Sequence implements Generator {
  readonly head: Generator
  readonly source: (index: number) => Liftable | undefined
  readonly index: number

  constructor(head: Generator, source: (index: number) => Liftable | undefined, index: number) {
    this.head = head
    this.source = source
    this.index = index
  }

  op(context: Context): Next | null {
    let head = this.head
    for (let index = this.index; ; index++) {
      const next = head.op(context)
      if (next !== null) return [next[0], new Sequence(next[1], this.source, index)]
      const item = this.source(index)
      if (item === undefined) return null
      if (index - this.index > maxEmpty)
        throw new MurphyError('broken', 'An endless sequence of generators has no ops.')
      head = lift(item)
    }
  }

  /** Only the current one hears of events; those to come have not begun. */
  update(context: Context, event: GeneratedOp): Generator {
    const head = this.head.update(context, event)
    return head === this.head ? this : new Sequence(head, this.source, this.index)
  }
}

const maxEmpty = 1_000_000

function isList(of: unknown): of is readonly Liftable[] {
  return Array.isArray(of)
}

function isGenerator(of: object): of is Generator {
  return 'op' in of && typeof of.op === 'function' && 'update' in of && typeof of.update === 'function'
}

function describe(value: unknown): string {
  try {
    return `${typeof value} ${JSON.stringify(value)}`
  } catch {
    return typeof value
  }
}
