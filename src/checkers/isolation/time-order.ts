import { ints } from './columns.ts'
import { type EdgeList, PROCESS, REALTIME } from './edges.ts'
import { FAIL, OK, type Paired } from './txns.ts'

/** Each process does one thing after the other: an edge from each committed transaction to the next of its process. */
export function processEdges(txns: Paired, edges: EdgeList): void {
  const last = new Map<number, number>()
  for (let t = 0; t < txns.count; t++) {
    if (txns.type[t] !== OK) continue
    const process = txns.ops[txns.invoke[t]!]!.process as number
    const before = last.get(process)
    if (before !== undefined) edges.add(before, t, PROCESS)
    last.set(process, t)
  }
}

/**
 * Real time as few edges: committed transactions lead to a *moment* (a node of its own), each moment to the next one,
 * and to the transactions invoked between the two. What can be reached is the same as with an edge from each
 * transaction to all later ones.
 */
export function realtimeMoments(txns: Paired, edges: EdgeList): void {
  let moment = -1
  let completed: number[] = []
  inTime(txns, (t, begins) => {
    if (!begins) {
      if (txns.type[t] === OK) completed.push(t)
      return
    }
    if (completed.length > 0) {
      const next = edges.newNode()
      for (const each of completed) edges.add(each, next, REALTIME)
      if (moment >= 0) edges.add(moment, next, REALTIME)
      moment = next
      completed = []
    }
    if (moment >= 0 && txns.type[t] !== FAIL) edges.add(moment, t, REALTIME)
  })
}

/**
 * Real time among some transactions (in the order of their invocation), transitively reduced as Elle does: a buffer of
 * those committed, all linked to each new invocation; a transaction that commits drives those out that precede it.
 */
export function realtimeEdges(txns: Paired, members: Int32Array, add: (from: number, to: number) => void): void {
  const committed = members.filter((t) => txns.type[t] === OK)
  committed.sort((a, b) => txns.complete[a]! - txns.complete[b]!)
  let buffer: number[] = []
  let done = 0
  for (const t of members) {
    for (; done < committed.length && txns.complete[committed[done]!]! < txns.invoke[t]!; done++) {
      const begun = txns.invoke[committed[done]!]!
      buffer = buffer.filter((each) => txns.complete[each]! >= begun)
      buffer.push(committed[done]!)
    }
    for (const before of buffer) add(before, t)
  }
}

/** Calls back for each invocation and completion of a transaction in the order of the history. */
function inTime(txns: Paired, each: (t: number, begins: boolean) => void): void {
  const ends = ints(txns.ops.length, -1)
  for (let t = 0; t < txns.count; t++) if (txns.complete[t]! >= 0) ends[txns.complete[t]!] = t
  for (let at = 0, t = 0; at < txns.ops.length; at++) {
    if (t < txns.count && txns.invoke[t] === at) each(t++, true)
    if (ends[at]! >= 0) each(ends[at]!, false)
  }
}
