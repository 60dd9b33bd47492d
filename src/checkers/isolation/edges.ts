import { Ints } from './growing.ts'

/** What a dependency between two transactions is, as bits (Adya 1999; process and real time after Elle). */
export const WW = 1
export const WR = 2
export const RW = 4
export const PROCESS = 8
export const REALTIME = 16

/** Dependencies as they are found: one entry an edge, no object an edge. */
export class EdgeList {
  readonly #from = new Ints()
  readonly #to = new Ints()
  readonly #kind = new Ints()

  get length(): number {
    return this.#from.length
  }

  add(from: number, to: number, kind: number): void {
    if (from === to) return
    this.#from.push(from)
    this.#to.push(to)
    this.#kind.push(kind)
  }

  /** By source: the edges of node n are `first[n]` to `first[n + 1] - 1`. The list itself is spent. */
  toGraph(nodes: number): Graph {
    const from = this.#from.view()
    const to = this.#to.view()
    const kind = this.#kind.view()
    const first = new Int32Array(nodes + 1)
    for (let e = 0; e < from.length; e++) first[from[e]! + 1]!++
    for (let n = 0; n < nodes; n++) first[n + 1]! += first[n]!
    const next = first.slice(0, nodes)
    const target = new Int32Array(from.length)
    const kinds = new Uint8Array(from.length)
    for (let e = 0; e < from.length; e++) {
      const at = next[from[e]!]!++
      target[at] = to[e]!
      kinds[at] = kind[e]!
    }
    return { nodes, first, target, kinds }
  }
}

/** A directed graph in compressed rows; `kinds` holds one bit or several for each edge. */
export interface Graph {
  readonly nodes: number
  readonly first: Int32Array
  readonly target: Int32Array
  readonly kinds: Uint8Array
}
