import type { Collector } from './collector.ts'
import type { ReadAt } from './findings.ts'
import { same } from './intern.ts'
import { hasDuplicates, type ListOrders, listOf } from './list-orders.ts'
import { FAIL, OK, opOf, type Txns } from './txns.ts'
import type { Writes } from './writes.ts'

/** Says what a read means (by its micro-operation) that is not the beginning of the longest one. */
export type OnFork = (read: number) => void

/** Where appends are atomic, no order of them explains both reads. */
export function incompatibleOrders(txns: Txns, { longestBy }: ListOrders, found: Collector): OnFork {
  return (read) => addIncompatible(txns, found, read, longestBy[txns.key[read]!]!)
}

/**
 * Where clients read a list and write it whole (`appends: 'read-then-write'`), two that do so at once both build upon
 * the same list, and one replaces what the other wrote: a lost update. No such excuse is there for writers one of which
 * had completed before the other began, nor for an element that has two predecessors.
 */
export function lostAppends(txns: Txns, writes: Writes, orders: ListOrders, found: Collector): OnFork {
  const { longest, longestBy, slot } = orders
  const predecessors = new Map<number, { before: number; read: number }>()
  const seen = new Set<string>()

  /** A read that holds the element after another predecessor, if there is one. */
  const disagreeing = (appends: readonly number[], from: number, read: number): number => {
    for (let i = from; i < appends.length; i++) {
      const append = appends[i]!
      if (slot[append]! >= 0) return longestBy[txns.key[read]!]!
      const known = predecessors.get(append)
      const before = appends[i - 1] ?? -1
      if (known === undefined) predecessors.set(append, { before, read })
      else if (known.before !== before) return known.read
    }
    return -1
  }

  return (read) => {
    const key = txns.key[read]!
    const list = listOf(txns.value[read]!)
    const appends = list.map((element) => writes.find(key, element))
    const fork = list.findIndex((element, i) => !same(element, longest[key]![i] ?? null))
    const [ours, theirs] = [appends[fork] ?? -1, writes.find(key, longest[key]![fork] ?? null)]
    const odd = appends.includes(-1) || hasDuplicates(list) || hasDuplicates(longest[key]!)
    if (odd || theirs < 0 || !overlap(txns, txns.txnOf[ours]!, txns.txnOf[theirs]!))
      return addIncompatible(txns, found, read, longestBy[key]!)
    const other = disagreeing(appends, fork, read)
    if (other >= 0) return addIncompatible(txns, found, read, other)
    const pair = `${ours} ${theirs}`
    if (seen.has(pair)) return
    seen.add(pair)
    found.add('lost-update', () => ({
      type: 'lost-update',
      key: txns.keys.values[key]!,
      value: list.slice(0, fork),
      txns: [ours, theirs].map((append) => opOf(txns, txns.txnOf[append]!).index),
      reads: [readAt(txns, read), readAt(txns, longestBy[key]!)],
    }))
  }
}

/** Did neither of two transactions that may have happened complete before the other began? */
function overlap({ type, invoke, complete }: Txns, a: number, b: number): boolean {
  const endsBefore = (first: number, second: number) => type[first] === OK && complete[first]! < invoke[second]!
  return a !== b && type[a] !== FAIL && type[b] !== FAIL && !endsBefore(a, b) && !endsBefore(b, a)
}

function addIncompatible(txns: Txns, found: Collector, a: number, b: number): void {
  const key = txns.keys.values[txns.key[a]!]!
  found.add('incompatible-order', () => ({
    type: 'incompatible-order',
    key,
    reads: [readAt(txns, a), readAt(txns, b)],
  }))
}

export function readAt(txns: Txns, mop: number): ReadAt {
  const t = txns.txnOf[mop]!
  return { txn: opOf(txns, t).index, mop: mop - txns.firstMop[t]! }
}
