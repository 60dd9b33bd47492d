import { readSync } from 'node:fs'
import { MurphyError } from '../op/failure.ts'

/** The longest record that is worth reading: a list of ten million numbers still fits. */
const largest = 256 * 1024 * 1024

/** A window that slides over a file, so that memory is bounded by the longest record and not by the file. */
export class Window {
  readonly path: string
  readonly #fd: number
  #bytes: Buffer
  /** First byte not yet consumed. */
  start = 0
  /** End of what was read. */
  end = 0
  /** Nothing follows `end`. */
  atEnd = false
  /** Line number of `start`, from 1. */
  line = 1

  /** Bytes read so far, told after each read. */
  readonly #onRead: ((bytes: number) => void) | undefined
  #read = 0

  constructor(path: string, fd: number, size = 1024 * 1024, onRead?: (bytes: number) => void) {
    this.path = path
    this.#fd = fd
    this.#bytes = Buffer.allocUnsafe(size)
    this.#onRead = onRead
  }

  get bytes(): Buffer {
    return this.#bytes
  }

  /** Reads on; what lies between `start` and `end` is kept, at the front. False at the end of the file. */
  refill(): boolean {
    if (this.atEnd) return false
    const kept = this.end - this.start
    if (this.start > 0) this.#bytes.copyWithin(0, this.start, this.end)
    this.start = 0
    this.end = kept
    if (kept === this.#bytes.length) this.#grow()
    const count = readSync(this.#fd, this.#bytes, kept, this.#bytes.length - kept, null)
    this.end += count
    this.atEnd = count === 0
    this.#read += count
    this.#onRead?.(this.#read)
    return count > 0
  }

  #grow(): void {
    if (this.#bytes.length >= largest)
      throw new MurphyError('usage', `${this.path}:${this.line}: one record is longer than 256 MB.`, {
        hint: 'Is this a history? It should hold one op a record; split very large reads by key.',
      })
    const larger = Buffer.allocUnsafe(Math.min(largest, this.#bytes.length * 2))
    this.#bytes.copy(larger)
    this.#bytes = larger
  }
}
