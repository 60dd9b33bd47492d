import { firstOf, ints } from './columns.ts'
import { type EdgeList, RW, WR, WW } from './edges.ts'
import { NO_VERSION, type RegisterVersions } from './register-versions.ts'
import type { Txns } from './txns.ts'
import type { VersionEdges } from './version-edges.ts'

/**
 * The data dependencies of rw-register: wr from the writer of a version to its external readers, ww and rw along the
 * version order, in which the initial version precedes all others.
 */
export function registerEdges(txns: Txns, versions: RegisterVersions, order: VersionEdges, edges: EdgeList): void {
  const readers = readersOf(txns, versions)
  const writers = txns.keys.values.map((): number[] => [])
  for (let mop = 0; mop < txns.key.length; mop++) {
    const t = txns.txnOf[mop]!
    const version = versions.read[mop]!
    const writer = writerOf(txns, versions, version)
    if (writer >= 0) edges.add(writer, t, WR)
    if (versions.written[mop] !== NO_VERSION && versions.committed[t] === 1) writers[txns.key[mop]!]!.push(t)
  }
  writers.forEach((all, key) => {
    edges.addAll(readers.txn.subarray(readers.first[key], readers.first[key + 1]), all, RW)
  })
  for (let e = 0; e < order.length; e++) {
    const later = writerOf(txns, versions, order.after.at(e))
    if (later < 0) continue
    const earlier = writerOf(txns, versions, order.before.at(e))
    if (earlier >= 0) edges.add(earlier, later, WW)
    link(readers, order.before.at(e), later, edges)
  }
}

function link({ first, txn }: Readers, version: number, writer: number, edges: EdgeList): void {
  for (let r = first[version]!; r < first[version + 1]!; r++) edges.add(txn[r]!, writer, RW)
}

/** The committed transaction that wrote a version externally, or -1. */
export function writerOf(txns: Txns, { written, committed }: RegisterVersions, version: number): number {
  const mop = version - txns.keys.values.length
  if (mop < 0 || mop >= txns.key.length || written[mop] === NO_VERSION) return -1
  const t = txns.txnOf[mop]!
  return committed[t] === 1 ? t : -1
}

interface Readers {
  /** The external readers of version v are `txn[first[v]]` to `txn[first[v + 1] - 1]`. */
  readonly first: Int32Array
  readonly txn: Int32Array
}

function readersOf(txns: Txns, { count, read }: RegisterVersions): Readers {
  const first = ints(count + 1)
  for (const version of read) if (version !== NO_VERSION) first[version + 1]!++
  for (let v = 0; v < count; v++) first[v + 1]! += first[v]!
  const next = firstOf(first, count)
  const txn = ints(first[count]!)
  for (let mop = 0; mop < read.length; mop++) {
    const version = read[mop]!
    if (version !== NO_VERSION) txn[next[version]!++] = txns.txnOf[mop]!
  }
  return { first, txn }
}
