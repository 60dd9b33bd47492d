import type { Json } from '../../op/op.ts'
import type { Collector } from './collector.ts'
import { type OnFork, readAt } from './list-forks.ts'
import { hasDuplicates, type ListOrders, listOf } from './list-orders.ts'
import { FAIL, INFO, isAnswered, OK, opOf, type Txns } from './txns.ts'
import type { Writes } from './writes.ts'

/** The anomalies of list-append that are no cycles of transactions, but for those within one transaction. */
export function listAnomalies(txns: Txns, writes: Writes, orders: ListOrders, found: Collector, onFork: OnFork): void {
  const bad = firstBad(txns, orders)
  for (let at = 0; at < txns.key.length; at++) {
    if (!isAnswered(txns, at)) continue
    const k = txns.key[at]!
    const list = listOf(txns.value[at]!)
    const sound = orders.prefix[at] === 1 && list.length <= bad[k]!
    if (orders.prefix[at] === 0) onFork(at)
    if (!sound) badRead(txns, writes, found, at)
    if (txns.type[txns.txnOf[at]!] === OK && orders.last[at]! >= 0) intermediate(txns, found, orders.last[at]!, at)
  }
}

/** What may be wrong with a read that is not the beginning of a sound order. */
function badRead(txns: Txns, writes: Writes, found: Collector, at: number): void {
  const k = txns.key[at]!
  const key = txns.keys.values[k]!
  const list = listOf(txns.value[at]!)
  const { txn: reader, mop } = readAt(txns, at)
  if (hasDuplicates(list)) {
    const value = list.find((element, i) => list.indexOf(element) < i) as Json
    found.add('duplicate-elements', () => ({ type: 'duplicate-elements', key, value, reader, mop }))
  }
  if (txns.type[txns.txnOf[at]!] !== OK) return
  const unknown = list.find((element) => writes.find(k, element) < 0)
  if (unknown !== undefined)
    found.add('garbage-read', () => ({ type: 'garbage-read', key, value: unknown, reader, mop }))
  const aborted = list.find((element) => txns.type[txns.txnOf[writes.find(k, element)]!] === FAIL)
  if (aborted === undefined) return
  const writer = opOf(txns, txns.txnOf[writes.find(k, aborted)]!).index
  found.add('G1a', () => ({ type: 'G1a', key, value: aborted, writer, reader, mop }))
}

/**
 * G1b: a read of another transaction's state that this one went on to overwrite (Adya). `write` is what was read, by
 * micro-operation `read`.
 */
export function intermediate(txns: Txns, found: Collector, write: number, read: number): void {
  const writer = txns.txnOf[write]!
  const reader = txns.txnOf[read]!
  if (writer === reader || !isOverwritten(txns, write)) return
  found.add('G1b', () => ({
    type: 'G1b',
    key: txns.keys.values[txns.key[write]!]!,
    value: txns.value[write]!,
    writer: opOf(txns, writer).index,
    reader: opOf(txns, reader).index,
    mop: read - txns.firstMop[reader]!,
  }))
}

/** Does the same transaction write the key again? */
function isOverwritten(txns: Txns, write: number): boolean {
  const end = txns.firstMop[txns.txnOf[write]! + 1]!
  for (let mop = write + 1; mop < end; mop++)
    if (txns.isWrite[mop] === 1 && txns.key[mop] === txns.key[write]) return true
  return false
}

/** By key: how much of its order is sound; a longer read holds an element that failed, that nobody wrote, or twice. */
function firstBad(txns: Txns, { firstSlot, writer, longest }: ListOrders): Int32Array {
  return Int32Array.from(longest, (list, key) => {
    if (list.length > firstSlot[key + 1]! - firstSlot[key]!) return 0
    for (let i = 0; i < list.length; i++) {
      const mop = writer[firstSlot[key]! + i]!
      if (mop < 0 || txns.type[txns.txnOf[mop]!] === FAIL) return i
    }
    return list.length
  })
}

/**
 * dirty-update: a committed append after an aborted one in the version order (Elle). Indeterminate ones between them
 * change nothing: they may have been aborted too.
 */
export function dirtyUpdates(txns: Txns, orders: ListOrders, found: Collector): void {
  for (let key = 0; key + 1 < orders.firstSlot.length; key++) {
    let aborted = -1
    for (let slot = orders.firstSlot[key]!; slot < orders.firstSlot[key + 1]!; slot++) {
      const mop = orders.writer[slot]!
      if (mop < 0) continue
      const type = txns.type[txns.txnOf[mop]!]
      if (type === FAIL && aborted < 0) aborted = slot
      if (type === INFO || type === FAIL || aborted < 0) continue
      const from = aborted
      found.add('dirty-update', () => ({
        type: 'dirty-update',
        key: txns.keys.values[key]!,
        values: orders.elements[key]!.slice(from - orders.firstSlot[key]!, slot + 1 - orders.firstSlot[key]!),
        aborted: opOf(txns, txns.txnOf[orders.writer[from]!]!).index,
        committed: opOf(txns, txns.txnOf[mop]!).index,
        read: readAt(txns, orders.longestBy[key]!),
      }))
      aborted = -1
    }
  }
}
