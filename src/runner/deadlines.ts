import type { Nanos } from '../op/op.ts'
import { timerMs } from './timer.ts'

/** Something that waits until a deadline: `Infinity` when it does not. */
export interface Waiting {
  readonly deadline: Nanos
  expire(): void
}

/** One timer for all workers, set for the earliest deadline: a timer an op would cost more than a quick op itself. */
export class Deadlines {
  readonly #clock: () => Nanos
  readonly #all: readonly Waiting[]
  #timer: NodeJS.Timeout | undefined
  #due: Nanos = Number.POSITIVE_INFINITY

  constructor(clock: () => Nanos, all: readonly Waiting[]) {
    this.#clock = clock
    this.#all = all
  }

  /** A worker waits from now until `deadline`. */
  watch(deadline: Nanos): void {
    if (deadline >= this.#due) return
    clearTimeout(this.#timer)
    this.#due = deadline
    this.#timer = setTimeout(() => this.#expire(), timerMs(deadline - this.#clock()))
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#due = Number.POSITIVE_INFINITY
  }

  #expire(): void {
    this.#due = Number.POSITIVE_INFINITY
    const now = this.#clock()
    for (const waiting of this.#all) if (waiting.deadline <= now) waiting.expire()
    const next = Math.min(...this.#all.map((waiting) => waiting.deadline))
    if (next !== Number.POSITIVE_INFINITY) this.watch(next)
  }
}
