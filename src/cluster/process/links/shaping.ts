import { draw, type RandomState } from '../../../op/random.ts'
import { queueOf, type Shape } from '../../shape.ts'

/** A limited link passes bytes in pieces of this many ms of its bandwidth. */
const PIECE_MS = 20

/** A shape in force on one direction of a link, with its random stream and its shared bandwidth. Order is always kept. */
export class Shaper {
  readonly #shape: Shape
  #random: RandomState
  /** When the link has passed all that it was given so far, ms. */
  #freeAt = 0

  constructor(shape: Shape) {
    this.#shape = shape
    this.#random = (shape.seed ?? 0) >>> 0
  }

  /** When bytes that arrive `now` may go on, ms. */
  due(now: number): number {
    const { delayMs = 0, jitterMs = 0 } = this.#shape
    return now + Math.max(0, delayMs + (jitterMs === 0 ? 0 : jitterMs * this.#spread()))
  }

  /** What may wait on one connection before its sender must, as a full queue makes TCP slow down. Bytes. */
  get window(): number {
    return this.#shape.bytesPerSecond === undefined ? Number.POSITIVE_INFINITY : queueOf(this.#shape)
  }

  /** At most so many bytes go at once. */
  get piece(): number {
    const rate = this.#shape.bytesPerSecond
    return rate === undefined ? Number.POSITIVE_INFINITY : Math.max(1, Math.floor((rate * PIECE_MS) / 1000))
  }

  /** When the next bytes may go, ms. */
  get freeAt(): number {
    return this.#freeAt
  }

  /** Accounts for bytes that go `now`. */
  pass(bytes: number, now: number): void {
    const rate = this.#shape.bytesPerSecond
    if (rate === undefined) return
    // A timer that fired late is made up for, by one piece at most.
    this.#freeAt = Math.max(now - PIECE_MS, this.#freeAt) + (bytes / rate) * 1000
  }

  /** A number around 0 of spread 1; the same distributions as everywhere, see docker/network/murphy-netd.c. */
  #spread(): number {
    switch (this.#shape.distribution) {
      case 'normal':
        return Math.sqrt(-2 * Math.log(1 - this.#draw())) * Math.cos(2 * Math.PI * this.#draw())
      case 'pareto':
        return (1 - this.#draw()) ** (-1 / 3) - 1.5
      default:
        return 2 * this.#draw() - 1
    }
  }

  #draw(): number {
    const [value, next] = draw(this.#random)
    this.#random = next
    return value
  }
}
