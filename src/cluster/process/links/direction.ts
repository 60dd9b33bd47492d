import type { Shape } from '../../shape.ts'
import { Shaper } from './shaping.ts'

/**
 * One direction between two ends of the network, `from` → `to`, and what is done to it. Both the requests of
 * connections that `from` opened and the answers on connections that `to` opened flow through it: flows subscribe.
 */
export class Direction {
  readonly from: string
  readonly to: string
  #held = false
  #shaper: Shaper | undefined
  readonly #listeners = new Set<() => void>()

  constructor(from: string, to: string) {
    this.from = from
    this.to = to
  }

  /** Nothing passes; what was under way waits. */
  get held(): boolean {
    return this.#held
  }

  get shaper(): Shaper | undefined {
    return this.#shaper
  }

  hold(held: boolean): void {
    if (held === this.#held) return
    this.#held = held
    this.#changed()
  }

  /** Undefined: as good as the loopback is. */
  shape(shape: Shape | undefined): void {
    if (shape === undefined && this.#shaper === undefined) return
    this.#shaper = shape === undefined ? undefined : new Shaper(shape)
    this.#changed()
  }

  /** Calls `listener` on every change until the returned function is called. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #changed(): void {
    for (const listener of [...this.#listeners]) listener()
  }
}
