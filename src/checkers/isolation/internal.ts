import type { Json } from '../../op/op.ts'
import type { Collector } from './collector.ts'
import type { Expected } from './findings.ts'
import { same } from './intern.ts'
import { listOf } from './list-orders.ts'
import { type Mop, mopsOf, OK, opOf, type Txns } from './txns.ts'

/**
 * What one transaction contradicts by itself: *internal* (axiom INT of Cerone et al. 2015: a read returns the
 * transaction's own last read or write of the key), and *future-read* (a read returns what is written only later).
 * Both look only at transactions that touch a key twice.
 */
export function internalAnomalies(txns: Txns, found: Collector): void {
  const touched = new Int32Array(txns.keys.values.length).fill(-1)
  const check = txns.workload === 'list-append' ? listExpectation : registerExpectation
  for (let t = 0; t < txns.count; t++) {
    if (txns.type[t] !== OK || !touchesTwice(txns, t, touched)) continue
    const mops = mopsOf(txns, t)
    const txn = opOf(txns, t).index
    const broken = check(mops)
    if (broken) {
      const { mop, expected } = broken
      found.add('internal', () => ({ type: 'internal', key: mops[mop]![1], txn, mop, expected }))
    }
    if (txns.workload === 'list-append') futureRead(mops, txn, found)
  }
}

function touchesTwice(txns: Txns, t: number, touched: Int32Array): boolean {
  let twice = false
  for (let mop = txns.firstMop[t]!; mop < txns.firstMop[t + 1]!; mop++) {
    twice ||= touched[txns.key[mop]!] === t
    touched[txns.key[mop]!] = t
  }
  return twice
}

interface Broken {
  readonly mop: number
  readonly expected: Expected
}

/** What is known of a list inside a transaction: all of it (`whole`), or only how it ends. */
interface Known {
  readonly whole: boolean
  readonly list: readonly Json[]
}

/** The first read of a list that contradicts the transaction's earlier reads and appends. */
export function listExpectation(mops: readonly Mop[]): Broken | undefined {
  const known = new Map<string, Known>()
  for (const [mop, [f, key, value]] of mops.entries()) {
    const name = JSON.stringify(key)
    const before = known.get(name)
    if (f === 'append') {
      known.set(name, { whole: before?.whole ?? false, list: [...(before?.list ?? []), value] })
      continue
    }
    const list = listOf(value)
    if (before && !fits(list, before))
      return { mop, expected: before.whole ? { value: before.list } : { end: before.list } }
    known.set(name, { whole: true, list })
  }
  return undefined
}

function fits(list: readonly Json[], { whole, list: expected }: Known): boolean {
  const skipped = list.length - expected.length
  if (skipped < 0 || (whole && skipped > 0)) return false
  return expected.every((element, i) => same(element, list[skipped + i]!))
}

/** The first read of a register that contradicts the transaction's last read or write of it. */
export function registerExpectation(mops: readonly Mop[]): Broken | undefined {
  const known = new Map<string, Json>()
  for (const [mop, [f, key, value]] of mops.entries()) {
    const name = JSON.stringify(key)
    const before = known.get(name)
    if (f === 'r' && before !== undefined && !same(before, value)) return { mop, expected: { value: before } }
    known.set(name, value ?? null)
  }
  return undefined
}

function futureRead(mops: readonly Mop[], txn: number, found: Collector): void {
  for (const [write, [f, key, value]] of mops.entries()) {
    if (f !== 'append') continue
    const mop = mops.findIndex(
      ([f, k, list], i) => i < write && f === 'r' && same(k, key) && listOf(list).some((each) => same(each, value)),
    )
    if (mop < 0) continue
    found.add('future-read', () => ({ type: 'future-read', key, value, txn, mop, write }))
    return
  }
}
