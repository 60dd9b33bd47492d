/** A thread is a worker: a number below the concurrency, or the nemesis. It keeps its name when its process changes. */
export type Thread = number | 'nemesis'

/**
 * An immutable set of threads as a bit set: bit i is thread i, the bit after the last client is the nemesis. All sets
 * of one run have the same width, so that intersections are a few machine words.
 */
export class ThreadSet implements Iterable<Thread> {
  private readonly words: readonly number[]
  /** Number of client threads in the run: the index of the nemesis. */
  private readonly clients: number
  private ones = -1

  private constructor(words: readonly number[], clients: number) {
    this.words = words
    this.clients = clients
  }

  /** Client threads 0 to `clients` - 1 and the nemesis. */
  static all(clients: number): ThreadSet {
    const words = Array.from({ length: (clients >> 5) + 1 }, () => -1)
    const spare = 31 - (clients & 31)
    words[words.length - 1] = -1 >>> spare
    return new ThreadSet(words, clients)
  }

  get size(): number {
    if (this.ones === -1) this.ones = this.words.reduce((sum, word) => sum + countOnes(word), 0)
    return this.ones
  }

  has(thread: Thread): boolean {
    const i = this.indexOf(thread)
    return i >= 0 && ((this.words[i >> 5] ?? 0) & (1 << (i & 31))) !== 0
  }

  with(thread: Thread): ThreadSet {
    const i = this.indexOf(thread)
    const words = this.words.slice()
    words[i >> 5] = (words[i >> 5] ?? 0) | (1 << (i & 31))
    return new ThreadSet(words, this.clients)
  }

  without(thread: Thread): ThreadSet {
    const i = this.indexOf(thread)
    const words = this.words.slice()
    words[i >> 5] = (words[i >> 5] ?? 0) & ~(1 << (i & 31))
    return new ThreadSet(words, this.clients)
  }

  intersect(other: ThreadSet): ThreadSet {
    const mine = this.words
    const theirs = other.words
    const words = mine.map((word, w) => word & (theirs[w] ?? 0))
    // Often one holds the other; keeping the object keeps what was remembered for it.
    if (words.every((word, w) => word === theirs[w])) return other
    if (words.every((word, w) => word === mine[w])) return this
    return new ThreadSet(words, this.clients)
  }

  filter(keep: (thread: Thread) => boolean): ThreadSet {
    const words = this.words.map(() => 0)
    for (const thread of this) {
      const i = this.indexOf(thread)
      if (keep(thread)) words[i >> 5] = (words[i >> 5] ?? 0) | (1 << (i & 31))
    }
    return new ThreadSet(words, this.clients)
  }

  /** The set of one of its possible threads. */
  only(thread: Thread): ThreadSet {
    const words = this.words.map(() => 0)
    const i = this.indexOf(thread)
    words[i >> 5] = 1 << (i & 31)
    return new ThreadSet(words, this.clients)
  }

  equals(other: ThreadSet): boolean {
    return this === other || this.words.every((word, w) => word === other.words[w])
  }

  /** Position of a thread among all of the run: its number, the nemesis last. */
  indexOf(thread: Thread): number {
    return thread === 'nemesis' ? this.clients : thread < this.clients ? thread : -1
  }

  /** The first member at or after a position, going round at the end; undefined when the set is empty. */
  from(position: number): Thread | undefined {
    const found = this.next(position)
    const i = found === -1 ? this.next(0) : found
    return i === -1 ? undefined : this.at(i)
  }

  *[Symbol.iterator](): Iterator<Thread> {
    for (let i = this.next(0); i !== -1; i = this.next(i + 1)) yield this.at(i)
  }

  private at(index: number): Thread {
    return index === this.clients ? 'nemesis' : index
  }

  private next(position: number): number {
    let mask = -1 << (position & 31)
    for (let w = position >> 5; w < this.words.length; w++) {
      const word = (this.words[w] ?? 0) & mask
      if (word !== 0) return (w << 5) + 31 - Math.clz32(word & -word)
      mask = -1
    }
    return -1
  }
}

/** Population count of 32 bits (Hacker's Delight, 5-1). */
function countOnes(word: number): number {
  let w = word - ((word >>> 1) & 0x55555555)
  w = (w & 0x33333333) + ((w >>> 2) & 0x33333333)
  return Math.imul((w + (w >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
