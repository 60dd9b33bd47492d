import { draw, type RandomState } from '../../../op/random.ts'

/** How one direction of a link is worsened. All parts may be combined; order is always kept, as TCP keeps it. */
export interface Shaping {
  /** Every byte arrives this much later, in ms. */
  readonly delayMs?: number
  /** Added to the delay, drawn evenly from ±this many ms (never below no delay at all). */
  readonly jitterMs?: number
  /** All connections of this direction together pass at most this many bytes a second. */
  readonly bytesPerSecond?: number
  /** Where jitter comes from, so that a run's seed decides it. */
  readonly seed?: number
}

/** A limited link passes bytes in pieces of this many ms of its bandwidth. */
const PIECE_MS = 20

/** A shaping in force, with its random stream and its shared bandwidth. */
export class Shaper {
  readonly #shaping: Shaping
  #random: RandomState
  /** When the link has passed all that it was given so far, ms. */
  #freeAt = 0

  constructor(shaping: Shaping) {
    this.#shaping = shaping
    this.#random = (shaping.seed ?? 0) >>> 0
  }

  /** When bytes that arrive `now` may go on, ms. */
  due(now: number): number {
    const { delayMs = 0, jitterMs = 0 } = this.#shaping
    if (jitterMs === 0) return now + delayMs
    const [value, next] = draw(this.#random)
    this.#random = next
    return now + Math.max(0, delayMs + (2 * value - 1) * jitterMs)
  }

  /** At most so many bytes go at once. */
  get piece(): number {
    const rate = this.#shaping.bytesPerSecond
    return rate === undefined ? Number.POSITIVE_INFINITY : Math.max(1, Math.floor((rate * PIECE_MS) / 1000))
  }

  /** When the next bytes may go, ms. */
  get freeAt(): number {
    return this.#freeAt
  }

  /** Accounts for bytes that go `now`. */
  pass(bytes: number, now: number): void {
    const rate = this.#shaping.bytesPerSecond
    if (rate === undefined) return
    // A timer that fired late is made up for, by one piece at most.
    this.#freeAt = Math.max(now - PIECE_MS, this.#freeAt) + (bytes / rate) * 1000
  }
}
