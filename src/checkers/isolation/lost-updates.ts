import type { Collector } from './collector.ts'
import { ints } from './columns.ts'
import { OK, opOf, type Txns } from './txns.ts'

/**
 * lost-update: two or more committed transactions read the same version of a key and then wrote the key (Adya's H-lu,
 * as Elle reads it: the order of their writes does not matter). `version` numbers what a read saw, 0 to
 * `versions - 1`, equal numbers for equal versions.
 */
export function lostUpdates(txns: Txns, version: (mop: number) => number, versions: number, found: Collector): void {
  const first = ints(versions, -1)
  const groups = new Map<number, number[]>()
  for (let mop = 0; mop < txns.key.length; mop++) {
    const t = txns.txnOf[mop]!
    if (txns.isWrite[mop] === 0 || txns.type[t] !== OK || !isFirstWrite(txns, mop)) continue
    const read = firstRead(txns, mop)
    if (read < 0) continue
    const v = version(read)
    if (v < 0) continue
    const group = groups.get(v)
    if (group) group.push(t)
    else if (first[v]! < 0) first[v] = read
    else groups.set(v, [txns.txnOf[first[v]!]!, t])
  }
  for (const [v, group] of groups)
    found.add('lost-update', () => ({
      type: 'lost-update',
      key: txns.keys.values[txns.key[first[v]!]!]!,
      value: txns.value[first[v]!]!,
      txns: group.map((t) => opOf(txns, t).index),
    }))
}

function isFirstWrite(txns: Txns, write: number): boolean {
  for (let mop = txns.firstMop[txns.txnOf[write]!]!; mop < write; mop++)
    if (txns.key[mop] === txns.key[write] && txns.isWrite[mop] === 1) return false
  return true
}

/** The transaction's first read of the key before this write of it, or -1. */
function firstRead(txns: Txns, write: number): number {
  for (let mop = txns.firstMop[txns.txnOf[write]!]!; mop < write; mop++)
    if (txns.key[mop] === txns.key[write] && txns.isWrite[mop] === 0) return mop
  return -1
}
