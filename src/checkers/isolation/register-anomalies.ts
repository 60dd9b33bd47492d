import type { Json } from '../../op/op.ts'
import type { Collector } from './collector.ts'
import { same } from './intern.ts'
import { intermediate } from './list-anomalies.ts'
import { FAIL, OK, opOf, type Txns } from './txns.ts'
import type { Writes } from './writes.ts'

/** The anomalies of rw-register that one read shows: of an aborted, an intermediate value, or one that nobody wrote. */
export function registerAnomalies(txns: Txns, writes: Writes, found: Collector): void {
  const unwritten: number[] = []
  for (let at = 0; at < txns.key.length; at++) {
    const t = txns.txnOf[at]!
    const value = txns.value[at]!
    if (txns.isWrite[at] === 1 || txns.type[t] !== OK || value === null) continue
    const write = writes.find(txns.key[at]!, value)
    if (write < 0) {
      unwritten.push(at)
      continue
    }
    const writer = txns.txnOf[write]!
    if (txns.type[writer] === FAIL) {
      const op = opOf(txns, writer).index
      const read = { reader: opOf(txns, t).index, mop: at - txns.firstMop[t]! }
      found.add('G1a', () => ({ type: 'G1a', key: txns.keys.values[txns.key[at]!]!, value, writer: op, ...read }))
    }
    intermediate(txns, found, write, at)
  }
  if (unwritten.length > 0) garbage(txns, unwritten, found)
}

/**
 * garbage-read, but for a key that was filled before the history began: then all of its unwritten reads return one
 * value, and none returns nil.
 */
function garbage(txns: Txns, unwritten: readonly number[], found: Collector): void {
  const initial = new Map<number, Json>()
  const mixed = new Set<number>()
  for (const mop of unwritten) {
    const key = txns.key[mop]!
    const value = initial.get(key)
    if (value !== undefined && !same(value, txns.value[mop]!)) mixed.add(key)
    initial.set(key, txns.value[mop]!)
  }
  for (let mop = 0; mop < txns.key.length; mop++) {
    const sawNil = txns.isWrite[mop] === 0 && txns.type[txns.txnOf[mop]!] === OK
    if (sawNil && initial.has(txns.key[mop]!) && txns.value[mop]! === null) mixed.add(txns.key[mop]!)
  }
  for (const mop of unwritten) {
    if (!mixed.has(txns.key[mop]!)) continue
    const t = txns.txnOf[mop]!
    const place = { reader: opOf(txns, t).index, mop: mop - txns.firstMop[t]! }
    const key = txns.keys.values[txns.key[mop]!]!
    found.add('garbage-read', () => ({ type: 'garbage-read', key, value: txns.value[mop]!, ...place }))
  }
}
