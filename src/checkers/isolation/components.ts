import { ints } from './columns.ts'
import type { Graph } from './edges.ts'

/** Strongly connected components by number; those that hold a cycle have more than one member. */
export interface Components {
  /** By node. Numbers are in reverse topological order: an edge never leads to a component of a higher number. */
  readonly of: Int32Array
  readonly count: number
  readonly size: Int32Array
}

/**
 * Tarjan's algorithm (Depth-first search and linear graph algorithms, 1972) without recursion, over the edges that
 * have one of `kinds`.
 */
export function components({ nodes, first, target, kinds }: Graph, wanted = 0xff): Components {
  const of = ints(nodes, -1)
  const low = ints(nodes)
  const order = ints(nodes) // 0: not visited
  const next = ints(nodes)
  const open = ints(nodes) // Tarjan's stack
  const path = ints(nodes) // the recursion
  let opened = 0
  let visited = 0
  let count = 0
  for (let root = 0; root < nodes; root++) {
    if (order[root] !== 0) continue
    let depth = 0
    path[0] = root
    order[root] = low[root] = ++visited
    next[root] = first[root]!
    open[opened++] = root
    while (depth >= 0) {
      const node = path[depth]!
      const e = next[node]!
      if (e < first[node + 1]!) {
        next[node] = e + 1
        if ((kinds[e]! & wanted) === 0) continue
        const to = target[e]!
        if (order[to] === 0) {
          order[to] = low[to] = ++visited
          next[to] = first[to]!
          open[opened++] = to
          path[++depth] = to
        } else if (of[to] === -1 && order[to]! < low[node]!) low[node] = order[to]!
        continue
      }
      if (low[node] === order[node]) {
        let member: number
        do {
          member = open[--opened]!
          of[member] = count
        } while (member !== node)
        count++
      }
      depth--
      const parent = path[depth]
      if (depth >= 0 && low[node]! < low[parent!]!) low[parent!] = low[node]!
    }
  }
  const size = ints(count)
  for (let n = 0; n < nodes; n++) size[of[n]!]!++
  return { of, count, size }
}

/** The members of each component that has several, components in the order of their first member. */
export function cyclic({ of, count, size }: Components): Int32Array[] {
  const slot = ints(count, -1)
  const found: Int32Array[] = []
  const filled: number[] = []
  for (let n = 0; n < of.length; n++) {
    const c = of[n]!
    if (size[c]! < 2) continue
    if (slot[c] === -1) {
      slot[c] = found.push(ints(size[c]!)) - 1
      filled.push(0)
    }
    const s = slot[c]!
    found[s]![filled[s]!++] = n
  }
  return found
}
