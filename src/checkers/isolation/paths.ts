import { ints } from './columns.ts'
import { type Graph, REALTIME } from './edges.ts'

/** Deterministic work: edges looked at, never the clock, so that a verdict is the same on every machine. */
export class Work {
  done = 0
  readonly limit: number

  constructor(limit: number) {
    this.limit = limit
  }

  get spent(): boolean {
    return this.done >= this.limit
  }
}

/** Breadth-first search for shortest paths in one graph, many times over the same scratch. */
export class Paths {
  readonly #graph: Graph
  readonly #queue: Int32Array
  readonly #parent: Int32Array
  readonly #depth: Int32Array
  readonly #seen: Int32Array
  #search = 0
  #tail = 0

  constructor(graph: Graph) {
    this.#graph = graph
    this.#queue = ints(graph.nodes)
    this.#parent = ints(graph.nodes)
    this.#depth = ints(graph.nodes)
    this.#seen = ints(graph.nodes)
  }

  /**
   * The nodes of a shortest path of fewer than `under` edges, both ends included; where they are the same node, a
   * cycle. Only over edges that have one of `kinds`, to nodes that `allowed` lets in. Undefined if there is none, or
   * if the work is spent (then `work.spent` says so). Where the graph has times, real time is one edge to everything
   * that began later: those are the last nodes, and each search comes by each of them once.
   */
  find(
    from: number,
    to: number,
    kinds: number,
    under: number,
    work: Work,
    allowed: (node: number) => boolean,
  ): number[] | undefined {
    const { first, target, kinds: kind, nodes } = this.#graph
    const time = (kinds & REALTIME) === 0 ? undefined : this.#graph.time
    const wanted = time ? kinds & ~REALTIME : kinds
    this.#search++
    this.#tail = 0
    this.#visit(from, from, 0)
    let later = nodes // from here on all nodes have been reached in time
    for (let head = 0; head < this.#tail; head++) {
      const node = this.#queue[head]!
      const depth = this.#depth[node]! + 1
      if (depth >= under || work.spent) return undefined
      for (let e = first[node]!; e < first[node + 1]!; e++) {
        work.done++
        if ((kind[e]! & wanted) === 0) continue
        const next = target[e]!
        if (next === to) return this.#back(from, node, to)
        if (this.#seen[next] !== this.#search && allowed(next)) this.#visit(next, node, depth)
      }
      if (!time) continue
      const start = firstAfter(time.begin, time.end[node]!)
      for (; later > start; later--) {
        work.done++
        const next = later - 1
        if (next === to) return this.#back(from, node, to)
        if (this.#seen[next] !== this.#search && allowed(next)) this.#visit(next, node, depth)
      }
    }
    return undefined
  }

  #visit(node: number, parent: number, depth: number): void {
    this.#seen[node] = this.#search
    this.#parent[node] = parent
    this.#depth[node] = depth
    this.#queue[this.#tail++] = node
  }

  #back(from: number, last: number, to: number): number[] {
    const path = [to]
    for (let node = last; node !== from; node = this.#parent[node]!) path.push(node)
    path.push(from)
    return path.reverse()
  }
}

/** The place of the first number above a limit in an ascending column. */
export function firstAfter(column: Int32Array, limit: number): number {
  let low = 0
  let high = column.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (column[middle]! > limit) high = middle
    else low = middle + 1
  }
  return low
}
