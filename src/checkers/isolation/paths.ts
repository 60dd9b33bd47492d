import { ints } from './columns.ts'
import type { Graph } from './edges.ts'

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
   * if the work is spent (then `work.spent` says so).
   */
  find(
    from: number,
    to: number,
    kinds: number,
    under: number,
    work: Work,
    allowed: (node: number) => boolean,
  ): number[] | undefined {
    const { first, target, kinds: kind } = this.#graph
    const search = ++this.#search
    let tail = 0
    this.#queue[tail++] = from
    this.#depth[from] = 0
    this.#seen[from] = search
    for (let head = 0; head < tail; head++) {
      const node = this.#queue[head]!
      const depth = this.#depth[node]! + 1
      if (depth >= under || work.spent) return undefined
      for (let e = first[node]!; e < first[node + 1]!; e++) {
        work.done++
        if ((kind[e]! & kinds) === 0) continue
        const next = target[e]!
        if (next === to) return this.#back(from, node, to)
        if (this.#seen[next] === search || !allowed(next)) continue
        this.#seen[next] = search
        this.#parent[next] = node
        this.#depth[next] = depth
        this.#queue[tail++] = next
      }
    }
    return undefined
  }

  #back(from: number, last: number, to: number): number[] {
    const path = [to]
    for (let node = last; node !== from; node = this.#parent[node]!) path.push(node)
    path.push(from)
    return path.reverse()
  }
}
