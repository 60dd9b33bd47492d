import { outcome, pair } from '../history/pair.ts'
import { MurphyError } from '../op/failure.ts'
import type { Json, Op } from '../op/op.ts'
import { grouped } from './grouped.ts'

/** The only write of a key. */
export interface GroupWrite {
  readonly key: number
  readonly value: Json
  readonly invoke: Op
  /** Absent without an answer. */
  readonly complete: Op | undefined
  readonly outcome: 'ok' | 'fail' | 'info'
}

/** An ok transaction that only reads. */
export interface GroupRead {
  readonly op: Op
  /** What it read of each key, null where nothing. */
  readonly values: ReadonlyMap<number, Json>
  /** The keys that it found written. */
  readonly seen: ReadonlySet<number>
}

export interface GroupReads {
  readonly writes: ReadonlyMap<number, GroupWrite>
  /** Reads by what they read: those of one group read the same keys. */
  readonly groups: readonly (readonly GroupRead[])[]
  readonly reads: number
  /** Reads that found some keys written and others not: the only ones that two could disagree about. */
  readonly partial: number
  /** Reads of a value that nobody wrote, or whose write failed. */
  readonly garbage: readonly { readonly read: GroupRead; readonly key: number }[]
}

/**
 * Transactions (`txn`) that write one key each, `[['w', key, value]]`, every key once, and those that read a group of
 * keys, `[['r', key, null], …]`. Throws MurphyError `usage` where a key is written twice.
 */
export function groupReads(history: readonly Op[]): GroupReads {
  const writes = new Map<number, GroupWrite>()
  const reads: GroupRead[] = []
  for (const each of pair(history.filter(({ f, process }) => f === 'txn' && process !== 'nemesis'))) {
    const { invoke, complete } = each
    for (const [f, key, value] of mopsOf(invoke)) {
      if (f !== 'w') continue
      if (writes.has(key)) throw writtenTwice(key, invoke)
      writes.set(key, { key, value, invoke, complete, outcome: outcome(each) })
    }
    if (complete?.type === 'ok' && mopsOf(complete).every(([f]) => f === 'r')) reads.push(readOf(complete))
  }
  const garbage = reads.flatMap((read) =>
    [...read.seen].flatMap((key) => (isGarbage(writes.get(key), read.values.get(key)) ? [{ read, key }] : [])),
  )
  const groups = [...grouped(reads, ({ values }) => [...values.keys()].sort((a, b) => a - b).join()).values()]
  const partial = reads.filter(({ seen, values }) => seen.size > 0 && seen.size < values.size).length
  return { writes, groups, reads: reads.length, partial, garbage }
}

type Mop = readonly [f: string, key: number, value: Json]

export function mopsOf({ value }: Op): readonly Mop[] {
  return Array.isArray(value) ? (value as unknown as readonly Mop[]) : []
}

function readOf(op: Op): GroupRead {
  const values = new Map(mopsOf(op).map(([, key, value]) => [key, value]))
  return { op, values, seen: new Set([...values].flatMap(([key, value]) => (value === null ? [] : [key]))) }
}

function isGarbage(write: GroupWrite | undefined, value: Json | undefined): boolean {
  return write === undefined || write.outcome === 'fail' || write.value !== value
}

function writtenTwice(key: number, { index }: Op): MurphyError {
  return new MurphyError('usage', `Key ${key} is written a second time by op ${index}.`, {
    hint: 'Each key may be written once: only then does a read tell whether it came before the write or after.',
  })
}
