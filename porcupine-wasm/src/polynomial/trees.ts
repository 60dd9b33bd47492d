/** The index of the least key in a range, with changes. O(log n) each. */
export class LeastKey {
  readonly #keys: Int32Array
  /** For each node of a complete binary tree the index of the least key below it. */
  readonly #best: Int32Array
  readonly #size: number

  constructor(keys: Int32Array) {
    this.#keys = keys
    this.#size = keys.length
    this.#best = new Int32Array(2 * keys.length)
    for (let i = 0; i < keys.length; i++) this.#best[this.#size + i] = i
    for (let node = this.#size - 1; node > 0; node--) this.#join(node)
  }

  set(index: number, key: number): void {
    this.#keys[index] = key
    for (let node = (this.#size + index) >> 1; node > 0; node >>= 1) this.#join(node)
  }

  keyOf(index: number): number {
    return this.#keys[index] as number
  }

  /** -1 where the range is empty. */
  inRange(from: number, to: number): number {
    let best = -1
    let low = from + this.#size
    let high = to + this.#size
    for (; low < high; low >>= 1, high >>= 1) {
      if (low & 1) best = this.#less(best, this.#best[low++] as number)
      if (high & 1) best = this.#less(best, this.#best[--high] as number)
    }
    return best
  }

  #join(node: number): void {
    this.#best[node] = this.#less(this.#best[2 * node] as number, this.#best[2 * node + 1] as number)
  }

  #less(a: number, b: number): number {
    return a < 0 || (this.#keys[b] as number) < (this.#keys[a] as number) ? b : a
  }
}

/** How often each moment is covered, with covers taken away again. O(log n) each. */
export class Cover {
  readonly #size: number
  /** For each node: what was added to all below it, and the least cover below it, that included. */
  readonly #added: Int32Array
  readonly #least: Int32Array

  constructor(counts: Int32Array) {
    this.#size = 1 << Math.ceil(Math.log2(Math.max(2, counts.length)))
    this.#added = new Int32Array(2 * this.#size)
    this.#least = new Int32Array(2 * this.#size)
    this.#least.set(counts, this.#size)
    for (let node = this.#size - 1; node > 0; node--) this.#join(node)
  }

  /** Takes one cover away from the moments `from` … `to - 1`. */
  remove(from: number, to: number): void {
    let low = from + this.#size
    let high = to + this.#size
    for (; low < high; low >>= 1, high >>= 1) {
      if (low & 1) this.#lower(low++)
      if (high & 1) this.#lower(--high)
    }
    for (let node = (from + this.#size) >> 1; node > 0; node >>= 1) this.#join(node)
    for (let node = (to - 1 + this.#size) >> 1; node > 0; node >>= 1) this.#join(node)
  }

  /** The first moment from this one on that nothing covers. */
  firstFree(from: number): number {
    let node = from + this.#size
    let above = 0
    for (let up = node >> 1; up > 0; up >>= 1) above += this.#added[up] as number
    // Up to the first subtree to the right that has a free moment, then down to it.
    while ((this.#least[node] as number) + above > 0) {
      while (node & 1) {
        node >>= 1
        above -= this.#added[node] as number
      }
      node++
    }
    while (node < this.#size) {
      above += this.#added[node] as number
      node *= 2
      if ((this.#least[node] as number) + above > 0) node++
    }
    return node - this.#size
  }

  #lower(node: number): void {
    this.#least[node] = (this.#least[node] as number) - 1
    this.#added[node] = (this.#added[node] as number) - 1
  }

  #join(node: number): void {
    const left = this.#least[2 * node] as number
    const right = this.#least[2 * node + 1] as number
    this.#least[node] = Math.min(left, right) + (this.#added[node] as number)
  }
}
