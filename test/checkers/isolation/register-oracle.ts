import type { Json, Op } from '../../../src/op/op.ts'
import { type Edge, type Mop, permutations, precedes, product, type Txn, transactions, typesOf } from './oracle.ts'

/**
 * For each order of the committed final writes of registers: the types of all simple cycles in Adya's graph. An
 * indeterminate transaction committed if a final write of it was read; the others are taken as aborted.
 */
export function* registerCycleTypes(history: readonly Op[], realtime: boolean): Generator<Set<string>> {
  const all = transactions(history)
  const reads = all.flatMap(({ type, mops }) => (type === 'ok' ? mops.filter(([f]) => f === 'r') : []))
  const wasRead = ([, key, value]: Mop) => reads.some(([, k, v]) => k === key && v === value)
  const txns = all.filter((txn) => txn.type === 'ok' || (txn.type === 'info' && finalWrites(txn).some(wasRead)))
  const keys = [...new Set(txns.flatMap(({ mops }) => mops.map(([, key]) => key)))]
  const orders = keys.map((key) => [...permutations(txns.filter((txn) => finalWrite(txn, key) !== undefined))])
  for (const choice of product(orders)) {
    const edges = keys.flatMap((key, i) => dataEdges(txns, key, choice[i] ?? []))
    if (realtime)
      for (const a of txns)
        for (const b of txns) if (precedes(a, b)) edges.push({ from: a.id, to: b.id, kind: 'realtime' })
    yield typesOf(edges)
  }
}

function finalWrites({ mops }: Txn): Mop[] {
  return mops.filter(([f, key], i) => f === 'w' && !mops.slice(i + 1).some(([g, k]) => g === 'w' && k === key))
}

function finalWrite(txn: Txn, key: string): Json | undefined {
  return finalWrites(txn).find(([, k]) => k === key)?.[2]
}

/** The first micro-operation on a key, if it is a read: what it returned (null: the initial version). */
function externalRead({ type, mops }: Txn, key: string): Json | undefined {
  const first = mops.find(([, k]) => k === key)
  return type === 'ok' && first?.[0] === 'r' ? first[2] : undefined
}

function dataEdges(txns: readonly Txn[], key: string, order: readonly Txn[]): Edge[] {
  const edges: Edge[] = []
  const add = (from: Txn | undefined, to: Txn | undefined, kind: Edge['kind']) => {
    if (from && to && from !== to) edges.push({ from: from.id, to: to.id, kind })
  }
  order.forEach((txn, i) => {
    add(order[i - 1], txn, 'ww')
  })
  for (const txn of txns) {
    const seen = externalRead(txn, key)
    if (seen === undefined) continue
    const writer = order.findIndex((each) => finalWrite(each, key) === seen)
    if (seen !== null && writer < 0) continue // aborted or intermediate: no version of Adya's
    add(order[writer], txn, 'wr')
    add(txn, order[writer + 1], 'rw')
  }
  return edges
}
