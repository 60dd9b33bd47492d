/** Bytes kept for arrays: enough for some ten thousand operations. */
const size = 1 << 20

/**
 * Arrays of numbers, all zero, that are given up together: to make and collect one costs more than to go through it, of
 * a history of a thousand operations. What does not fit is made as usual.
 */
export class Scratch {
  readonly #buffer = new ArrayBuffer(size)
  #top = 0

  int32(length: number): Int32Array<ArrayBuffer> {
    const at = this.#take(4 * length)
    return at < 0 ? new Int32Array(length) : new Int32Array(this.#buffer, at, length).fill(0)
  }

  uint8(length: number): Uint8Array<ArrayBuffer> {
    const at = this.#take(length)
    return at < 0 ? new Uint8Array(length) : new Uint8Array(this.#buffer, at, length).fill(0)
  }

  /** Everything is given up. */
  clear(): void {
    this.#top = 0
  }

  #take(bytes: number): number {
    const at = this.#top
    if (at + bytes > size) return -1
    this.#top = (at + bytes + 7) & ~7
    return at
  }
}

let idle: Scratch | undefined

/** A scratch for the time of a call. A model that checks another history from within its own step gets another. */
export function withScratch<T>(use: (scratch: Scratch) => T): T {
  const scratch = idle ?? new Scratch()
  idle = undefined
  try {
    return use(scratch)
  } finally {
    scratch.clear()
    idle = scratch
  }
}
