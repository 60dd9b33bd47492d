import type { Collector } from './collector.ts'
import type { EdgeList } from './edges.ts'
import type { Inference } from './inference.ts'
import { internalAnomalies } from './internal.ts'
import { dirtyUpdates, listAnomalies } from './list-anomalies.ts'
import { listEdges } from './list-edges.ts'
import { incompatibleOrders, lostAppends } from './list-forks.ts'
import { hasDuplicates, listOf, listOrders, stateAfter } from './list-orders.ts'
import { listStep } from './list-steps.ts'
import { lostUpdates } from './lost-updates.ts'
import type { IsolationOptions } from './options.ts'
import type { Txns } from './txns.ts'
import { Writes } from './writes.ts'

/** Everything that list-append says about its transactions but for cycles: anomalies, edges, and why an edge is there. */
export function listAppend(txns: Txns, options: IsolationOptions, found: Collector, edges: EdgeList): Inference {
  const writes = new Writes(txns)
  const orders = listOrders(txns, writes, options)
  const onFork =
    options.appends === 'read-then-write'
      ? lostAppends(txns, writes, orders, found)
      : incompatibleOrders(txns, orders, found)
  listAnomalies(txns, writes, orders, found, onFork)
  dirtyUpdates(txns, orders, found)
  internalAnomalies(txns, found)
  const keys = txns.keys.values.length
  // Of lists that hold an element twice the last element does not tell which version it was.
  const twice = (read: number) => {
    const key = txns.key[read]!
    return orders.elements[key] !== orders.longest[key] && hasDuplicates(listOf(txns.value[read]!))
  }
  const version = (read: number) => (orders.prefix[read] === 1 && !twice(read) ? orders.state[read]! : -1)
  lostUpdates(txns, version, stateAfter(keys - 1, orders.firstSlot[keys]! - 1) + 1, found)
  listEdges(txns, orders, edges)
  return { step: (a, b, kind) => listStep(txns, orders, a, b, kind) }
}
