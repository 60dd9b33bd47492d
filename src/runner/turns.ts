import type { Nanos } from '../op/op.ts'
import { MS } from '../op/time.ts'
import { timerMs } from './timer.ts'

/** How long microtasks may follow one another before timers and sockets get their turn. */
const longest: Nanos = 1 * MS

/**
 * When the runner's next step is due. Answers that come at the same moment are served by one step: in a microtask while
 * the event loop's turn is young (cheap), after the next poll for events when it is not (so that nothing starves).
 */
export class Turns {
  readonly #step: () => void
  readonly #clock: () => Nanos
  #began: Nanos = 0
  #pending = false
  #timer: NodeJS.Timeout | undefined
  #wake: Nanos = Number.POSITIVE_INFINITY

  constructor(step: () => void, clock: () => Nanos) {
    this.#step = step
    this.#clock = clock
  }

  /** A step as soon as what happens at this moment (`now`) has happened. */
  soon(now: Nanos): void {
    if (this.#pending) return
    this.#pending = true
    if (now - this.#began > longest) setImmediate(this.#turn)
    else queueMicrotask(this.#run)
  }

  /** A step at `time` at the latest, to the millisecond. */
  by(time: Nanos, now: Nanos): void {
    if (time >= this.#wake) return
    clearTimeout(this.#timer)
    this.#wake = time
    this.#timer = setTimeout(this.#alarm, timerMs(time - now))
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#pending = true // nothing more
  }

  readonly #run = (): void => {
    this.#pending = false
    this.#step()
  }

  readonly #turn = (): void => {
    this.#began = this.#clock()
    this.#run()
  }

  readonly #alarm = (): void => {
    this.#wake = Number.POSITIVE_INFINITY
    if (!this.#pending) this.#turn()
  }
}
