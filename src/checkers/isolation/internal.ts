import type { Json } from '../../op/op.ts'
import type { Collector } from './collector.ts'
import type { Expected } from './findings.ts'
import { same } from './intern.ts'
import { listOf } from './list-orders.ts'
import { OK, opOf, type Txns } from './txns.ts'

/**
 * What one transaction contradicts by itself: *internal* (axiom INT of Cerone et al. 2015: a read returns the
 * transaction's own last read or write of the key), and *future-read* (a read returns what is written only later).
 * One of each kind is reported for a transaction.
 */
export function internalAnomalies(txns: Txns, found: Collector): void {
  const isList = txns.workload === 'list-append'
  const expectation = isList ? listExpectation : registerExpectation
  let internal = -1 // the last transactions that were reported
  let future = -1
  for (let mop = 0; mop < txns.key.length; mop++) {
    const t = txns.txnOf[mop]!
    if (txns.type[t] !== OK) continue
    const before = previous(txns, mop)
    if (before < 0) continue
    const key = txns.keys.values[txns.key[mop]!]!
    const at = { txn: opOf(txns, t).index, mop: mop - txns.firstMop[t]! }
    if (txns.isWrite[mop] === 0 && internal !== t) {
      const expected = expectation(txns, mop, before)
      if (expected) {
        found.add('internal', () => ({ type: 'internal', key, ...at, expected }))
        internal = t
      }
    }
    if (isList && txns.isWrite[mop] === 1 && future !== t) {
      const value = txns.value[mop]!
      const read = readBefore(txns, before, value)
      if (read < 0) continue
      const place = { ...at, mop: read - txns.firstMop[t]!, write: at.mop }
      found.add('future-read', () => ({ type: 'future-read', key, value, ...place }))
      future = t
    }
  }
}

/** The transaction's micro-operation on the same key before this one, or -1. */
function previous(txns: Txns, mop: number): number {
  const first = txns.firstMop[txns.txnOf[mop]!]!
  for (let each = mop - 1; each >= first; each--) if (txns.key[each] === txns.key[mop]) return each
  return -1
}

/** What a read of a list had to return, if it did not; of a list never read before only the end is known. */
function listExpectation(txns: Txns, mop: number, before: number): Expected | undefined {
  const list = listOf(txns.value[mop]!)
  let end = list.length
  let each = before
  let fits = true
  for (; each >= 0 && txns.isWrite[each] === 1; each = previous(txns, each))
    fits &&= end > 0 && same(list[--end]!, txns.value[each]!)
  const start = each < 0 ? undefined : listOf(txns.value[each]!)
  if (start) fits &&= end === start.length && start.every((element, i) => same(element, list[i]!))
  if (fits) return undefined
  const appended: Json[] = []
  for (let own = before; own > each; own = previous(txns, own)) appended.unshift(txns.value[own]!)
  return start ? { value: [...start, ...appended] } : { end: appended }
}

function registerExpectation(txns: Txns, mop: number, before: number): Expected | undefined {
  const value = txns.value[before]!
  return same(value, txns.value[mop]!) ? undefined : { value }
}

/** The transaction's first read of the key up to `before` that already holds the element, or -1. */
function readBefore(txns: Txns, before: number, element: Json): number {
  let found = -1
  for (let each = before; each >= 0; each = previous(txns, each))
    if (txns.isWrite[each] === 0 && listOf(txns.value[each]!).includes(element)) found = each
  return found
}
