/**
 * Seeded randomness in two layers. `Random` is a stream that is drawn from only while a test is *built*; generators
 * keep a plain `RandomState` number and step it purely, so that asking a generator twice gives the same answer and
 * timing cannot change what a seed produces.
 */

/** The state of a pure stream: an unsigned 32-bit integer. */
export type RandomState = number

/** One step of mulberry32 (Tommy Ettinger, public domain): a number in [0, 1) and the next state. */
export function draw(state: RandomState): [number, RandomState] {
  const next = (state + 0x6d2b79f5) >>> 0
  let t = next
  t = Math.imul(t ^ (t >>> 15), t | 1)
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
  return [((t ^ (t >>> 14)) >>> 0) / 4294967296, next]
}

export class Random {
  #state: RandomState

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** A number in [0, 1). */
  float(): number {
    const [value, next] = draw(this.#state)
    this.#state = next
    return value
  }

  /** An integer in [0, bound). */
  int(bound: number): number {
    return Math.floor(this.float() * bound)
  }

  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new RangeError('cannot pick from nothing')
    return items[this.int(items.length)] as T
  }

  /** A new array in random order (Fisher-Yates). */
  shuffle<T>(items: readonly T[]): T[] {
    const out = [...items]
    for (let i = out.length - 1; i > 0; i--) {
      const j = this.int(i + 1)
      ;[out[i], out[j]] = [out[j] as T, out[i] as T]
    }
    return out
  }

  /** The state for an independent stream. */
  fork(): RandomState {
    return Math.floor(this.float() * 4294967296) >>> 0
  }
}
