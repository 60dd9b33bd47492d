import { ints } from './columns.ts'
import { EdgeList, type Graph, type Intervals, REALTIME } from './edges.ts'
import { firstAfter } from './paths.ts'
import { realtimeEdges } from './time-order.ts'
import { OK, type Paired } from './txns.ts'

/**
 * The graph among the transactions of a component (its nodes ascending, transactions come first), renumbered from 0;
 * parallel edges become one with all their kinds. Real time comes as direct edges here, and so do the edges that meet
 * in a node. `place` is scratch: a number a node of the whole graph, all -1.
 */
export function subgraph(txns: Paired, graph: Graph, part: Int32Array, realtime: boolean, place: Int32Array): Graph {
  const members = part.subarray(0, firstAfter(part, txns.count - 1))
  part.forEach((node, i) => {
    place[node] = i
  })
  const edges = new EdgeList(members.length)
  const addFrom = (i: number, node: number, most: number) => {
    for (let e = graph.first[node]!; e < graph.first[node + 1]! && edges.length < most; e++) {
      const to = graph.target[e]!
      if (place[to]! < 0) continue
      if (to < txns.count) edges.add(i, place[to]!, graph.kinds[e]!)
      else if (graph.kinds[e] !== REALTIME) addFrom(i, to, edges.length + fanOut(members.length))
    }
  }
  members.forEach((node, i) => {
    addFrom(i, node, Number.POSITIVE_INFINITY)
  })
  if (realtime) realtimeEdges(txns, members, (from, to) => edges.add(place[from]!, place[to]!, REALTIME))
  for (const node of part) place[node] = -1
  const all = merged(edges.toGraph())
  return realtime ? { ...all, time: intervals(txns, members) } : all
}

/**
 * Where many edges meet in one node, each transaction gets so many of them: the first ones, which are the oldest
 * writes. Some of a product of thousands are enough to find a cycle; all would not fit into memory.
 */
function fanOut(members: number): number {
  return Math.max(32, Math.floor(4_000_000 / members))
}

function intervals({ invoke, complete, type }: Paired, members: Int32Array): Intervals {
  const end = (t: number) => (type[t] === OK ? complete[t]! : 2 ** 31 - 1)
  return { begin: members.map((t) => invoke[t]!), end: members.map(end) }
}

function merged({ nodes, first, target, kinds }: Graph): Graph {
  const seenAt = ints(nodes, -1)
  const begin = ints(nodes + 1)
  let size = 0
  for (let n = 0; n < nodes; n++) {
    begin[n] = size
    for (let e = first[n]!; e < first[n + 1]!; e++) {
      const to = target[e]!
      const kind = kinds[e]!
      const at = seenAt[to]!
      if (at >= begin[n]!) kinds[at]! |= kind
      else {
        seenAt[to] = size
        target[size] = to
        kinds[size++] = kind
      }
    }
  }
  begin[nodes] = size
  return { nodes, first: begin, target: target.slice(0, size), kinds: kinds.slice(0, size) }
}
