import type { Json } from '../../op/op.ts'
import { bytes, ints } from './columns.ts'
import { same } from './intern.ts'
import type { IsolationOptions } from './options.ts'
import { isAnswered, type Txns } from './txns.ts'
import type { Writes } from './writes.ts'

/** `state` of a read that is not answered, or whose last element is in no order. */
export const NOWHERE = -1

/**
 * The version order of each list: its longest read (Elle, 2020: each version holds its own history). A *slot* is a
 * place in a key's order; the slots of key k are `firstSlot[k]` to `firstSlot[k + 1] - 1`. A *state* is what a read
 * can see: the empty list, or the list up to a slot.
 */
export interface ListOrders {
  readonly firstSlot: Int32Array
  /** By slot: the append that put the element there, or -1 (nobody did). */
  readonly writer: Int32Array
  /** By micro-operation that appends: its slot, or -1 for one that nobody read. */
  readonly slot: Int32Array
  /** By micro-operation that reads: the state that it saw, or NOWHERE. */
  readonly state: Int32Array
  /** By micro-operation that reads: the append of its last element, or -1. */
  readonly last: Int32Array
  /** By micro-operation that reads: 1 if what it returned is a prefix of the longest read (or the read is not answered). */
  readonly prefix: Uint8Array
  /** By micro-operation that appends: 1 if it was read, but only by reads that contradict the order; where an append
   * may have replaced others, also if it was not read at all. */
  readonly contested: Uint8Array
  /** By key: the elements in order, each once. */
  readonly elements: readonly (readonly Json[])[]
  /** By key: the longest read, and the micro-operation that returned it (-1 if none was not empty). */
  readonly longest: readonly (readonly Json[])[]
  readonly longestBy: Int32Array
}

/** The state before the first element of a key. */
export function emptyState(orders: Pick<ListOrders, 'firstSlot'>, key: number): number {
  return orders.firstSlot[key]! + key
}

export function stateAfter(key: number, slot: number): number {
  return slot + key + 1
}

export function listOf(value: Json): readonly Json[] {
  return Array.isArray(value) ? value : []
}

export function listOrders(
  txns: Txns,
  writes: Writes,
  { appends = 'atomic' }: Pick<IsolationOptions, 'appends'>,
): ListOrders {
  const { longest, longestBy } = longestReads(txns)
  const keys = longest.length
  const mops = txns.key.length
  const firstSlot = ints(keys + 1)
  const elements = longest.map((list) => (hasDuplicates(list) ? [...new Set(list)] : list))
  for (let key = 0; key < keys; key++) firstSlot[key + 1] = firstSlot[key]! + elements[key]!.length
  const orders = {
    firstSlot,
    writer: ints(firstSlot[keys]!, -1),
    slot: ints(mops, -1),
    state: ints(mops).fill(NOWHERE),
    last: ints(mops, -1),
    prefix: bytes(mops, 1),
    contested: bytes(mops),
    elements,
    longest,
    longestBy,
  }
  elements.forEach((list, key) => {
    list.forEach((element, i) => {
      const mop = writes.find(key, element)
      orders.writer[firstSlot[key]! + i] = mop
      if (mop >= 0) orders.slot[mop] = firstSlot[key]! + i
    })
  })
  placeReads(txns, writes, orders)
  if (appends === 'read-then-write')
    for (let mop = 0; mop < mops; mop++) if (orders.slot[mop]! < 0) orders.contested[mop] = 1
  return orders
}

function longestReads(txns: Txns): Pick<ListOrders, 'longest' | 'longestBy'> {
  const longest: (readonly Json[])[] = txns.keys.values.map(() => [])
  const longestBy = ints(longest.length, -1)
  for (let mop = 0; mop < txns.key.length; mop++) {
    if (!isAnswered(txns, mop)) continue
    const key = txns.key[mop]!
    const list = listOf(txns.value[mop]!)
    const longer = list.length - longest[key]!.length
    if (longer < 0 || list.length === 0) continue
    if (longer === 0 && end(txns, txns.txnOf[mop]!) >= end(txns, txns.txnOf[longestBy[key]!]!)) continue
    longest[key] = list
    longestBy[key] = mop
  }
  return { longest, longestBy }
}

/** Of several longest reads the one that ended first counts, so that the order does not depend on luck. */
function end(txns: Txns, t: number): number {
  return txns.complete[t]! < 0 ? txns.ops.length : txns.complete[t]!
}

function placeReads(txns: Txns, writes: Writes, orders: ListOrders): void {
  const { firstSlot, writer, slot, state, last, prefix, contested, elements, longest } = orders
  for (let mop = 0; mop < txns.key.length; mop++) {
    if (!isAnswered(txns, mop)) continue
    const key = txns.key[mop]!
    const list = listOf(txns.value[mop]!)
    if (!isPrefix(list, longest[key]!)) {
      prefix[mop] = 0
      for (const element of list) {
        const append = writes.find(key, element)
        if (append >= 0 && slot[append]! < 0) contested[append] = 1
      }
    }
    if (list.length === 0) state[mop] = emptyState(orders, key)
    else if (prefix[mop] === 1 && elements[key] === longest[key]) {
      const s = firstSlot[key]! + list.length - 1
      state[mop] = stateAfter(key, s)
      last[mop] = writer[s]!
    } else {
      last[mop] = writes.find(key, list.at(-1)!)
      const s = last[mop]! < 0 ? -1 : slot[last[mop]!]!
      if (s >= 0) state[mop] = stateAfter(key, s)
    }
  }
}

/** Is one list the beginning of another? */
export function isPrefix(a: readonly Json[], b: readonly Json[]): boolean {
  if (a === b) return true
  if (a.length > b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i] && !same(a[i]!, b[i]!)) return false
  return true
}

export function hasDuplicates(list: readonly Json[]): boolean {
  return new Set(list).size < list.length
}
