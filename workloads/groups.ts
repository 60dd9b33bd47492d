import { type Generator, iterate } from '../src/generator/index.ts'
import { Random } from '../src/op/random.ts'

export interface GroupOptions {
  /** Keys of a group. */
  readonly size: number
  /** Reads of each group. */
  readonly reads: number
}

/**
 * Groups of keys, one after the other: each key is written once, by a transaction of its own, while others read the
 * whole group in any order of its keys. Writes and reads of a group come in random order and close together, so that
 * reads meet a group while it is being written.
 */
export function groups(random: Random, { size, reads }: GroupOptions): Generator {
  const seed = random.fork()
  return iterate((group) => {
    const own = new Random(seed + Math.imul(group, 0x9e3779b1))
    const keys = Array.from({ length: size }, (_, i) => group * size + i)
    const writing = keys.map((key) => [['w', key, 1]])
    const reading = Array.from({ length: reads }, () => own.shuffle(keys).map((key) => ['r', key, null]))
    return own.shuffle([...writing, ...reading]).map((value) => ({ f: 'txn', value }))
  })
}
