import { bytes, firstOf, ints } from './columns.ts'
import { Ints } from './growing.ts'

/** What a dependency between two transactions is, as bits (Adya 1999; process and real time after Elle). */
export const WW = 1
export const WR = 2
export const RW = 4
export const PROCESS = 8
export const REALTIME = 16

/** Dependencies as they are found: one entry an edge, no object an edge. Up to 2 ** 26 nodes, of which some are given. */
export class EdgeList {
  #nodes: number
  /** The source, and in the lowest bits the kind. */
  readonly #from = new Ints()
  readonly #to = new Ints()

  constructor(nodes: number) {
    this.#nodes = nodes
  }

  get length(): number {
    return this.#to.length
  }

  get nodes(): number {
    return this.#nodes
  }

  /** A node that is no transaction: a moment, or a place where many edges meet. */
  newNode(): number {
    return this.#nodes++
  }

  add(from: number, to: number, kind: number): void {
    if (from === to) return
    this.#from.push((from << kindBits) | kind)
    this.#to.push(to)
  }

  /**
   * From each of the one to each of the other, but for itself; where those would be many edges, by way of a node. What
   * can be reached is the same: the way of a transaction to itself that this opens leads nowhere new.
   */
  addAll(from: Int32Array | readonly number[], to: readonly number[], kind: number): void {
    if (from.length * to.length <= direct + 2 * (from.length + to.length)) {
      for (const a of from) for (const b of to) this.add(a, b, kind)
      return
    }
    const hub = this.newNode()
    for (const a of from) this.add(a, hub, kind)
    for (const b of to) this.add(hub, b, kind)
  }

  /** By source: the edges of node n are `first[n]` to `first[n + 1] - 1`. */
  toGraph(): Graph {
    const nodes = this.#nodes
    const from = this.#from.view()
    const to = this.#to.view()
    const first = ints(nodes + 1)
    for (const each of from) first[(each >> kindBits) + 1]!++
    for (let n = 0; n < nodes; n++) first[n + 1]! += first[n]!
    const next = firstOf(first, nodes)
    const target = ints(from.length)
    const kinds = bytes(from.length)
    for (let e = 0; e < from.length; e++) {
      const at = next[from[e]! >> kindBits]!++
      target[at] = to[e]!
      kinds[at] = from[e]! & kindMask
    }
    return { nodes, first, target, kinds }
  }
}

/** So many edges are no trouble. */
const direct = 4096

const kindBits = 5
const kindMask = (1 << kindBits) - 1

/** A directed graph in compressed rows; `kinds` holds one bit or several for each edge. */
export interface Graph {
  readonly nodes: number
  readonly first: Int32Array
  readonly target: Int32Array
  readonly kinds: Uint8Array
  readonly time?: Intervals
}

/** When each node began and ended, nodes in the order in which they began; one that never ended has the largest end. */
export interface Intervals {
  readonly begin: Int32Array
  readonly end: Int32Array
}
