import { ints } from './columns.ts'
import { Interner } from './intern.ts'
import { INFO, OK, type Txns } from './txns.ts'
import type { Writes } from './writes.ts'

/** A micro-operation whose version is not known or that is not external. */
export const NO_VERSION = -1

/**
 * The versions of registers by number: `0 … keys - 1` the initial one of each key (nil), `keys + mop` the one that a
 * micro-operation wrote, and above those the values that were read though nobody wrote them.
 *
 * A transaction's *external* read of a key is its first micro-operation on it, if that is a read; its external write
 * is its last write of it (Cerone et al. 2015). Only these meet other transactions.
 */
export interface RegisterVersions {
  readonly count: number
  /** By micro-operation: the version that was read externally, if the transaction is committed; or NO_VERSION. */
  readonly read: Int32Array
  /** By micro-operation: the version that was written externally, unless the transaction failed; or NO_VERSION. */
  readonly written: Int32Array
  /** By transaction: 1 if it committed: it is ok, or indeterminate and one of its writes was read. */
  readonly committed: Uint8Array
  /** The version that a read returned. */
  versionOf(mop: number): number
}

export function registerVersions(txns: Txns, writes: Writes, evidence: boolean): RegisterVersions {
  const keys = txns.keys.values.length
  const mops = txns.key.length
  const unknown = new Interner()
  const versionOf = (mop: number): number => {
    const value = txns.value[mop]!
    const key = txns.key[mop]!
    if (value === null) return key
    const writer = writes.find(key, value)
    return writer >= 0 ? keys + writer : keys + mops + unknown.id([key, value])
  }
  const read = ints(mops).fill(NO_VERSION)
  const written = ints(mops).fill(NO_VERSION)
  for (let mop = 0; mop < mops; mop++) {
    const type = txns.type[txns.txnOf[mop]!]!
    if (txns.isWrite[mop] === 1) {
      const known = type === OK || (type === INFO && (evidence || txns.complete[txns.txnOf[mop]!]! >= 0))
      if (known && isLast(txns, mop)) written[mop] = keys + mop
    } else if (type === OK && isFirst(txns, mop)) read[mop] = versionOf(mop)
  }
  const committed = Uint8Array.from(txns.type, (type) => (type === OK ? 1 : 0))
  if (evidence) proveCommitted(txns, written, versionOf, committed)
  return { count: keys + mops + unknown.values.length, read, written, committed, versionOf }
}

/** A read of what an indeterminate transaction left behind proves that it committed. */
function proveCommitted(
  txns: Txns,
  written: Int32Array,
  versionOf: (mop: number) => number,
  committed: Uint8Array,
): void {
  if (!txns.type.includes(INFO)) return
  const keys = txns.keys.values.length
  for (let mop = 0; mop < txns.key.length; mop++) {
    if (txns.isWrite[mop] === 1 || txns.type[txns.txnOf[mop]!] !== OK) continue
    const writer = versionOf(mop) - keys
    if (writer < 0 || writer >= txns.key.length || written[writer] === NO_VERSION) continue
    if (txns.txnOf[writer] !== txns.txnOf[mop]) committed[txns.txnOf[writer]!] = 1
  }
}

function isFirst(txns: Txns, mop: number): boolean {
  for (let each = txns.firstMop[txns.txnOf[mop]!]!; each < mop; each++)
    if (txns.key[each] === txns.key[mop]) return false
  return true
}

function isLast(txns: Txns, mop: number): boolean {
  const end = txns.firstMop[txns.txnOf[mop]! + 1]!
  for (let each = mop + 1; each < end; each++)
    if (txns.key[each] === txns.key[mop] && txns.isWrite[each] === 1) return false
  return true
}
