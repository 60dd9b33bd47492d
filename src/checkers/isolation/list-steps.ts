import { PROCESS, RW, WR, WW } from './edges.ts'
import type { Because, Step } from './findings.ts'
import { slotBefore, UNPLACED } from './list-edges.ts'
import { readAt } from './list-forks.ts'
import { emptyState, type ListOrders, stateAfter } from './list-orders.ts'
import { opOf, type Txns } from './txns.ts'

/** Why list-append has a dependency of this kind between two transactions: the first one that there is. */
export function listStep(txns: Txns, orders: ListOrders, a: number, b: number, kind: number): Step {
  const from = opOf(txns, a).index
  const to = opOf(txns, b).index
  if (kind !== WW && kind !== WR && kind !== RW) return { kind: kind === PROCESS ? 'process' : 'realtime', from, to }
  for (let mop = txns.firstMop[b]!; mop < txns.firstMop[b + 1]!; mop++) {
    const key = txns.keys.values[txns.key[mop]!]!
    if (kind === WR) {
      const writer = txns.isWrite[mop] === 0 ? orders.last[mop]! : -1
      if (writer >= 0 && txns.txnOf[writer] === a) return { kind: 'wr', from, to, key, value: txns.value[writer]! }
      continue
    }
    if (txns.isWrite[mop] === 0) continue
    const slot = slotBefore(txns, orders, mop)
    if (slot === UNPLACED) continue
    const writer = slot < 0 ? -1 : orders.writer[slot]!
    const related =
      kind === WW ? writer >= 0 && txns.txnOf[writer] === a : didRead(txns, orders, a, txns.key[mop]!, slot)
    if (!related) continue
    const before = slot < 0 ? null : orders.elements[txns.key[mop]!]![slot - orders.firstSlot[txns.key[mop]!]!]!
    const after = txns.value[mop]!
    return { kind: kind === WW ? 'ww' : 'rw', from, to, key, before, after, because: because(txns, orders, mop) }
  }
  throw new Error(`no ${kind} dependency from op ${from} to op ${to}`)
}

function didRead(txns: Txns, orders: ListOrders, t: number, key: number, slot: number): boolean {
  const state = slot < 0 ? emptyState(orders, key) : stateAfter(key, slot)
  for (let mop = txns.firstMop[t]!; mop < txns.firstMop[t + 1]!; mop++)
    if (txns.key[mop] === key && orders.state[mop] === state) return true
  return false
}

function because(txns: Txns, orders: ListOrders, mop: number): Because {
  const longest = orders.longestBy[txns.key[mop]!]!
  if (orders.slot[mop]! >= 0) return { how: 'read', read: readAt(txns, longest) }
  return longest < 0 ? { how: 'unread' } : { how: 'unread', read: readAt(txns, longest) }
}
