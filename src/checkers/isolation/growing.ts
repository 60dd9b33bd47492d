import { ints } from './columns.ts'

/** A list of 32-bit integers that grows: a quarter of what a JavaScript array of numbers takes. */
export class Ints {
  #items: Int32Array
  length = 0

  constructor(capacity = 1024) {
    this.#items = ints(capacity)
  }

  push(item: number): void {
    if (this.length === this.#items.length) {
      const larger = ints(this.length * 2)
      larger.set(this.#items)
      this.#items = larger
    }
    this.#items[this.length++] = item
  }

  at(i: number): number {
    return this.#items[i]!
  }

  /** A view of the items; the next push may leave it behind. */
  view(): Int32Array {
    return this.#items.subarray(0, this.length)
  }
}
