import type { Nanos } from '../op/op.ts'
import { MS } from '../op/time.ts'
import type { Timeout } from './test.ts'

/** How long to wait for an answer now, in ns. */
export interface Patience {
  readonly forAnswer: Nanos
  /** For a connection: as long as a worker would ever wait. */
  readonly forConnection: Nanos
  /** An answer came, or was given up, after so long. */
  took(duration: Nanos): void
}

export function patience(timeout: Timeout): Patience {
  return timeout.kind === 'fixed' ? fixed(timeout.ms * MS) : new Adaptive(timeout.minMs * MS, timeout.maxMs * MS)
}

function fixed(duration: Nanos): Patience {
  return { forAnswer: duration, forConnection: duration, took: () => {} }
}

/** How many of the last answers count, and after how many new ones the quantile is taken anew. */
const remembered = 512
const step = 64

/**
 * Twice the 99th percentile of the last answers, within bounds; the upper bound until there are enough of them. Ops that
 * timed out count with the time waited: a database that has become slower is given more time instead of none.
 */
class Adaptive implements Patience {
  readonly forConnection: Nanos
  forAnswer: Nanos
  readonly #min: Nanos
  readonly #last = new Float64Array(remembered)
  #count = 0

  constructor(min: Nanos, max: Nanos) {
    this.#min = min
    this.forConnection = max
    this.forAnswer = max
  }

  took(duration: Nanos): void {
    this.#last[this.#count++ % remembered] = duration
    if (this.#count % step !== 0) return
    const sorted = this.#last.slice(0, Math.min(this.#count, remembered)).sort()
    const p99 = sorted[Math.floor(sorted.length * 0.99)] ?? 0
    this.forAnswer = Math.min(this.forConnection, Math.max(this.#min, 2 * p99))
  }
}
