import type { Context, GeneratedOp, Generator, Next } from '../src/generator/generator.ts'
import type { Json, Nanos } from '../src/op/op.ts'

/** A nemesis op and when it is due, in ns since the timeline began. */
export interface Step {
  readonly at: Nanos
  readonly f: string
  readonly value: Json
}

/**
 * The steps in order, each at its time, on the nemesis thread only. A step that is due while the one before is still at
 * work comes right after it, and moves all later ones by as much: a fault lasts as long as it was meant to, and order is
 * kept whatever happens. Time counts from the first op that is asked and taken: a line in the log.
 */
export function timeline(steps: readonly Step[], about: string): Generator {
  return new Beginning(
    [...steps].sort((a, b) => a.at - b.at),
    about,
  )
}

class Beginning implements Generator {
  readonly #steps: readonly Step[]
  readonly #about: string

  constructor(steps: readonly Step[], about: string) {
    this.#steps = steps
    this.#about = about
  }

  op(context: Context): Next | null {
    if (this.#steps.length === 0) return null
    const line = { type: 'log', process: 'nemesis', time: context.time, message: this.#about } as const
    return onNemesis(context, this, line, new Running(this.#steps, 0, context.time))
  }

  update(): Generator {
    return this
  }
}

class Running implements Generator {
  readonly #steps: readonly Step[]
  readonly #next: number
  readonly #start: Nanos

  constructor(steps: readonly Step[], next: number, start: Nanos) {
    this.#steps = steps
    this.#next = next
    this.#start = start
  }

  op(context: Context): Next | null {
    const step = this.#steps[this.#next]
    if (step === undefined) return null
    const time = Math.max(context.time, this.#start + step.at)
    const op = { type: 'info', process: 'nemesis', f: step.f, value: step.value, time } as const
    return onNemesis(context, this, op, new Running(this.#steps, this.#next + 1, time - step.at))
  }

  update(): Generator {
    return this
  }
}

/** Nothing ever where the test has no nemesis, `pending` while it is busy. */
function onNemesis(context: Context, self: Generator, op: GeneratedOp, then: Generator): Next | null {
  if (!context.threads.has('nemesis')) return null
  return context.free.has('nemesis') ? [op, then] : ['pending', self]
}
