import type { Context, GeneratedOp, Generator, Next } from '../src/generator/generator.ts'
import type { Json, Nanos } from '../src/op/op.ts'
import { SECOND } from '../src/op/time.ts'

/** A nemesis op and when it is due. */
export interface Step {
  /** In ns since the timeline began. */
  readonly at: Nanos
  /**
   * Instead: as soon as this many client ops have been invoked. A load that has come to a halt cannot hold
   * the step for ever: it comes `patience` after `at` whatever the count.
   */
  readonly afterOps?: number
  readonly f: string
  readonly value: Json
}

const patience: Nanos = 10 * SECOND

/**
 * The steps in order, each at its time, on the nemesis thread only. A step that is due while the one before is still at
 * work comes right after it, and moves all later ones by as much: a fault lasts as long as it was meant to, and order is
 * kept whatever happens. Time counts from the first op that is asked and taken: a line in the log.
 */
export function timeline(steps: readonly Step[], about: string): Generator {
  return new Beginning(
    [...steps].sort((a, b) => a.at - b.at),
    about,
    0,
  )
}

class Beginning implements Generator {
  readonly #steps: readonly Step[]
  readonly #about: string
  readonly #ops: number

  constructor(steps: readonly Step[], about: string, ops: number) {
    this.#steps = steps
    this.#about = about
    this.#ops = ops
  }

  op(context: Context): Next | null {
    if (this.#steps.length === 0) return null
    const line = { type: 'log', process: 'nemesis', time: context.time, message: this.#about } as const
    return onNemesis(context, this, line, new Running(this.#steps, { next: 0, start: context.time, ops: this.#ops }))
  }

  update(_context: Context, event: GeneratedOp): Generator {
    return event.type === 'invoke' ? new Beginning(this.#steps, this.#about, this.#ops + 1) : this
  }
}

interface Progress {
  /** Index of the step that comes next. */
  readonly next: number
  /** When the timeline would have begun, had nothing been late. */
  readonly start: Nanos
  /** Client ops invoked so far. */
  readonly ops: number
}

class Running implements Generator {
  readonly #steps: readonly Step[]
  readonly #progress: Progress

  constructor(steps: readonly Step[], progress: Progress) {
    this.#steps = steps
    this.#progress = progress
  }

  op(context: Context): Next | null {
    const { next, start, ops } = this.#progress
    const step = this.#steps[next]
    if (step === undefined) return null
    const time = Math.max(context.time, dueAt(step, start, ops))
    const op = { type: 'info', process: 'nemesis', f: step.f, value: step.value, time } as const
    return onNemesis(context, this, op, new Running(this.#steps, { next: next + 1, start: time - step.at, ops }))
  }

  update(_context: Context, event: GeneratedOp): Generator {
    const { next, ops } = this.#progress
    if (event.type !== 'invoke' || !this.#steps.slice(next).some((step) => step.afterOps !== undefined)) return this
    return new Running(this.#steps, { ...this.#progress, ops: ops + 1 })
  }
}

function dueAt({ at, afterOps }: Step, start: Nanos, ops: number): Nanos {
  if (afterOps === undefined) return start + at
  return ops >= afterOps ? 0 : start + at + patience
}

/** Nothing ever where the test has no nemesis, `pending` while it is busy. */
function onNemesis(context: Context, self: Generator, op: GeneratedOp, then: Generator): Next | null {
  if (!context.threads.has('nemesis')) return null
  return context.free.has('nemesis') ? [op, then] : ['pending', self]
}
