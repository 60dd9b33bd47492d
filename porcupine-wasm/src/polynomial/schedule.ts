/**
 * Operations put at moments, to be told in order. Moment `m` lies after place `m` of core/timeline.ts and before the
 * next, so an operation may be put at `start` … `end - 1`. Of one moment the lower rank comes first, and of one rank
 * what was added first.
 */
export class Schedule {
  readonly #ops: number[] = []
  readonly #keys: number[] = []
  readonly #ranks: number

  constructor(ranks: number) {
    this.#ranks = ranks
  }

  add(op: number, moment: number, rank: number): void {
    this.#ops.push(op)
    this.#keys.push(moment * this.#ranks + rank)
  }

  /** By counting. O(operations + moments · ranks). */
  order(): Int32Array {
    const ops = this.#ops
    const keys = this.#keys
    let last = 0
    for (const key of keys) if (key > last) last = key
    const next = new Int32Array(last + 2)
    for (const key of keys) next[key + 1] = (next[key + 1] as number) + 1
    for (let key = 1; key <= last; key++) next[key] = (next[key] as number) + (next[key - 1] as number)
    const order = new Int32Array(ops.length)
    for (let i = 0; i < ops.length; i++) {
      const key = keys[i] as number
      const at = next[key] as number
      order[at] = ops[i] as number
      next[key] = at + 1
    }
    return order
  }
}
