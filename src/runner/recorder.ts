import type { Nanos, Op } from '../op/op.ts'

type Draft = { -readonly [K in keyof Op]: Op[K] }

/**
 * Gives ops their place in the history and hands them over in batches, so that one write serves all that happens at a
 * moment. Indexes are dense and times never go back.
 */
export class Recorder {
  readonly #record: (ops: readonly Op[]) => void
  #batch: Op[] = []
  #next = 0
  #latest: Nanos = 0
  #broken = false

  constructor(record: (ops: readonly Op[]) => void) {
    this.#record = record
  }

  /** Ops in the history so far. */
  get count(): number {
    return this.#next
  }

  append({ time, process, type, f, key, value, error, node }: Omit<Op, 'index'>): void {
    if (this.#broken) return
    this.#latest = Math.max(this.#latest, time)
    const recorded: Draft = { index: this.#next++, time: this.#latest, process, type, f, value }
    if (key !== undefined) recorded.key = key
    if (error !== undefined) recorded.error = error
    if (node !== undefined) recorded.node = node
    this.#batch.push(recorded)
  }

  /** Returns when all is on disk. Throws what recording throws (a full disk), and records nothing from then on. */
  flush(): void {
    if (this.#batch.length === 0 || this.#broken) return
    const batch = this.#batch
    this.#batch = []
    try {
      this.#record(batch)
    } catch (error) {
      this.#broken = true
      throw error
    }
  }
}
