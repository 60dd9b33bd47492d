import type { Op } from '../../op/op.ts'
import type { Seen } from '../conclude.ts'
import { type GroupRead, type GroupReads, type GroupWrite, mopsOf } from '../group-reads.ts'
import { count } from '../text.ts'

/** A read that saw a write without one that had been acknowledged before it began. */
export interface Reversal {
  readonly read: GroupRead
  readonly later: GroupWrite
  readonly earlier: GroupWrite
}

/** One of each read that has any: the write that it saw and that began last, and the oldest that it missed. */
export function reversals({ groups, writes }: GroupReads): Reversal[] {
  return groups
    .flatMap((reads) => reads.flatMap((read) => reversalIn(read, writes) ?? []))
    .sort((a, b) => a.read.op.index - b.read.op.index)
}

function reversalIn(read: GroupRead, writes: GroupReads['writes']): Reversal | undefined {
  let later: GroupWrite | undefined
  let earlier: GroupWrite | undefined
  for (const [key] of read.values) {
    const write = writes.get(key)
    if (write === undefined) continue
    if (read.seen.has(key)) later = later !== undefined && later.invoke.index > write.invoke.index ? later : write
    else if (write.outcome === 'ok') earlier = earlier !== undefined && ended(earlier) < ended(write) ? earlier : write
  }
  if (later === undefined || earlier === undefined || ended(earlier) > later.invoke.index) return undefined
  return { read, later, earlier }
}

function ended({ complete }: GroupWrite): number {
  return complete?.index ?? Number.POSITIVE_INFINITY
}

export function seen(found: readonly Reversal[], { reads }: GroupReads): Seen[] {
  const [first] = found
  if (first === undefined) return []
  const { read, later, earlier } = first
  const acknowledged = ended(earlier)
  return [
    {
      type: 'causal-reverse',
      said: `${found.length.toLocaleString('en-US')} of ${count(reads, 'read')} saw a write without one that had been acknowledged before it began`,
      count: found.length,
      example: `Op ${read.op.index} saw key ${later.key} and not key ${earlier.key}, whose write was acknowledged (op ${acknowledged}) before that of key ${later.key} began (op ${later.invoke.index}).`,
      ops: [acknowledged, later.invoke.index, read.op.index],
      because: ['G-single-item-realtime'],
      confirmed: found.every(confirms),
    },
  ]
}

/** Looks at the three raw ops again. */
function confirms({ read, later, earlier }: Reversal): boolean {
  const { complete } = earlier
  const value = (op: Op, f: string, key: number) => mopsOf(op).find((mop) => mop[0] === f && mop[1] === key)?.[2]
  return (
    complete?.type === 'ok' &&
    complete.index < later.invoke.index &&
    value(complete, 'w', earlier.key) !== undefined &&
    (value(read.op, 'r', later.key) ?? null) !== null &&
    value(read.op, 'r', later.key) === value(later.invoke, 'w', later.key) &&
    value(read.op, 'r', earlier.key) === null
  )
}
