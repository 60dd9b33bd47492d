import { firstOf, ints } from './columns.ts'
import { type EdgeList, RW, WR, WW } from './edges.ts'
import { emptyState, type ListOrders, NOWHERE, stateAfter } from './list-orders.ts'
import { FAIL, type Txns } from './txns.ts'

/**
 * The data dependencies of list-append (Adya's, inferred as Elle does): ww to an append from the one before it, wr to
 * a read from the append of its last element, rw to an append from the reads of the state before it. An append that
 * nobody read comes after the last element that was read. Transactions that failed take no part.
 */
export function listEdges(txns: Txns, orders: ListOrders, edges: EdgeList): void {
  const readers = readersOf(txns, orders)
  const unread = new Map<number, number[]>() // by the state that they came after
  for (let mop = 0; mop < txns.key.length; mop++) {
    const t = txns.txnOf[mop]!
    if (txns.type[t] === FAIL) continue
    if (txns.isWrite[mop] === 0) {
      const writer = orders.last[mop]!
      if (writer >= 0 && happened(txns, writer)) edges.add(txns.txnOf[writer]!, t, WR)
      continue
    }
    const before = slotBefore(txns, orders, mop)
    if (before === UNPLACED) continue
    const key = txns.key[mop]!
    const writer = before < 0 ? -1 : orders.writer[before]!
    if (writer >= 0 && happened(txns, writer)) edges.add(txns.txnOf[writer]!, t, WW)
    const state = before < 0 ? emptyState(orders, key) : stateAfter(key, before)
    const seers = readers.txn.subarray(readers.first[state], readers.first[state + 1])
    if (orders.slot[mop]! >= 0) edges.addAll(seers, [t], RW)
    else if (unread.has(state)) unread.get(state)?.push(t)
    else if (seers.length > 0) unread.set(state, [t])
  }
  for (const [state, writers] of unread)
    edges.addAll(readers.txn.subarray(readers.first[state], readers.first[state + 1]), writers, RW)
}

export const UNPLACED = -2

/**
 * The slot of the element that an append came after, as far as is known; -1 for the empty list. UNPLACED for one that
 * only reads returned which contradict the order: it is neither in it nor after it. (Elle takes it as unread.)
 */
export function slotBefore(txns: Txns, { slot, firstSlot, contested }: ListOrders, mop: number): number {
  if (contested[mop] === 1) return UNPLACED
  const key = txns.key[mop]!
  const own = slot[mop]!
  const before = (own >= 0 ? own : firstSlot[key + 1]!) - 1
  return before >= firstSlot[key]! ? before : -1
}

function happened(txns: Txns, mop: number): boolean {
  return txns.type[txns.txnOf[mop]!] !== FAIL
}

/** Who read each state: the readers of state s are `txn[first[s]]` to `txn[first[s + 1] - 1]`. */
function readersOf(txns: Txns, { firstSlot, state }: ListOrders): { first: Int32Array; txn: Int32Array } {
  const states = firstSlot.at(-1)! + firstSlot.length - 1
  const first = ints(states + 1)
  for (const s of state) if (s !== NOWHERE) first[s + 1]!++
  for (let s = 0; s < states; s++) first[s + 1]! += first[s]!
  const next = firstOf(first, states)
  const txn = ints(first[states]!)
  state.forEach((s, mop) => {
    if (s !== NOWHERE) txn[next[s]!++] = txns.txnOf[mop]!
  })
  return { first, txn }
}
