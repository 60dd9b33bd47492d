import type { Seen } from '../conclude.ts'
import { type GroupRead, type GroupReads, mopsOf } from '../group-reads.ts'
import { count } from '../text.ts'

/** Two reads of a group, of which each saw a key that the other missed. */
export interface Fork {
  readonly reads: readonly [GroupRead, GroupRead]
  /** What only the first saw, and what only the second saw. */
  readonly keys: readonly [number, number]
}

/** The first fork of each group that has one. */
export function forks({ groups }: GroupReads): Fork[] {
  return groups.flatMap((reads) => forkIn(reads) ?? [])
}

/**
 * Sorted by how much they saw, reads are a chain if each saw all that the one before it saw. If one did not, then it
 * saw something else instead, as it saw at least as much.
 */
function forkIn(group: readonly GroupRead[]): Fork | undefined {
  const sorted = [...group].sort((a, b) => a.seen.size - b.seen.size)
  for (const [i, later] of sorted.entries()) {
    const earlier = sorted[i - 1]
    if (earlier === undefined) continue
    const onlyEarlier = first(earlier, later)
    const onlyLater = first(later, earlier)
    if (onlyEarlier === undefined || onlyLater === undefined) continue
    return earlier.op.index < later.op.index
      ? { reads: [earlier, later], keys: [onlyEarlier, onlyLater] }
      : { reads: [later, earlier], keys: [onlyLater, onlyEarlier] }
  }
  return undefined
}

/** A key that the one saw and the other did not. */
function first(one: GroupRead, other: GroupRead): number | undefined {
  return [...one.seen].find((key) => !other.seen.has(key))
}

export function seen(found: readonly Fork[], { writes, groups }: GroupReads): Seen[] {
  const [example] = found
  if (example === undefined) return []
  const [a, b] = example.reads
  const [x, y] = example.keys
  const written = example.keys.map((key) => writes.get(key)?.invoke.index)
  const where = (read: GroupRead) => (read.op.node === undefined ? '' : ` (${read.op.node})`)
  return [
    {
      type: 'long-fork',
      said: `reads of ${found.length.toLocaleString('en-US')} of ${count(groups.length, 'group')} disagree on the order of writes`,
      count: found.length,
      example: `Op ${a.op.index}${where(a)} saw key ${x} and not key ${y}, op ${b.op.index}${where(b)} saw key ${y} and not key ${x}: each puts another write first (ops ${written.join(' and ')}).`,
      ops: [...written.flatMap((index) => index ?? []), a.op.index, b.op.index],
      because: ['G-nonadjacent-item'],
      confirmed: found.every(confirms),
    },
  ]
}

/** Looks at the two raw ops again. */
function confirms({ reads, keys: [x, y] }: Fork): boolean {
  const [left, right] = reads.map(({ op }) => (op.type === 'ok' ? mopsOf(op) : []))
  const value = (mops: typeof left, key: number) => mops?.find(([f, each]) => f === 'r' && each === key)?.[2]
  return (
    (value(left, x) ?? null) !== null &&
    value(left, y) === null &&
    value(right, x) === null &&
    (value(right, y) ?? null) !== null
  )
}
