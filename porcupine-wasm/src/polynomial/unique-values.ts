import type { History } from '../core/history.ts'
import { ANY, CAS, type Columns, READ, REFUSED, WRITE } from '../core/register-columns.ts'
import { byStart, neverReturned, type Places } from '../core/timeline.ts'

/**
 * Registers in which every value is written at most once, by a write or by a cas, and no cas was refused: decided in
 * O(n) after Gibbons & Korach 1997 (zones of values), with cas taken in as follows.
 *
 * A *block* is the ops of one write: the write, the reads of its value, then, if a cas takes that value, the cas, the
 * reads of its value, and so on. A value is there once, so in any linearization the ops of a block stand together, in
 * that order (reads of one value among themselves in any). So a history is linearizable if and only if each block by
 * itself respects real time, and the blocks can be put in an order that does. For a block let f be its first return
 * and s its last invocation: A must stand before B if f(A) < s(B). Put the blocks in order of min(f, s). If that order
 * is wrong, some A stands before B though f(B) < s(A). Then A has f < s, for otherwise s(A) = min(A) <= min(B) <=
 * f(B); so f(A) = min(A) <= min(B) <= s(B), and f(A) < s(B) since events have different places: A must stand before B
 * and B before A, and no order will do.
 *
 * A read that tells nothing has a place in every order: after the last operation that had ended when it began.
 *
 * An indeterminate write or cas whose value nobody needs is left out; any other never returns. The initial value is a
 * block that was written before everything.
 *
 * Answers an order (indices of operations), `illegal`, or undefined where the history is not of this kind. With
 * refused cas only `illegal` is exact, since to forget them forbids less: any other answer is then undefined.
 */
export function decideUniqueValues(history: History): Int32Array | 'illegal' | undefined {
  const { columns } = history
  // With as many writes as values, or more, some value was written twice.
  if (!columns || columns.writes >= columns.values) return undefined
  const where = history.places
  const clusters = clustersOf(columns, where)
  if (!clusters) return undefined
  const order = orderBlocks(columns, clusters, where)
  if (order === 'illegal') return order
  return clusters.refused ? undefined : withTellingNothing(columns, where, order)
}

const none = -1

/** By value, with operations by their index. */
interface Clusters {
  /** What provides the value, and the value that a cas takes it from; `none` where there is nothing. */
  readonly provider: Int32Array
  readonly takenFrom: Int32Array
  /** The first read of the value, and after each read the next one, in order of invocation. */
  readonly firstRead: Int32Array
  readonly nextRead: Int32Array
  /** Whether a required op needs the value. */
  readonly needed: Uint8Array
  readonly refused: boolean
}

function clustersOf({ kinds, value, from, values, initial }: Columns, where: Places): Clusters | undefined {
  const provider = new Int32Array(values).fill(none)
  const takenFrom = new Int32Array(values).fill(none)
  const firstRead = new Int32Array(values).fill(none)
  const nextRead = new Int32Array(kinds.length)
  const needed = new Uint8Array(values)
  let refused = false
  const order = byStart(where)
  // Backwards, so that the lists of reads come out forwards.
  for (let i = kinds.length - 1; i >= 0; i--) {
    const op = order ? (order[i] as number) : i
    const kind = kinds[op]
    const v = value[op] as number
    if (kind === READ) {
      nextRead[op] = firstRead[v] as number
      firstRead[v] = op
      needed[v] = 1
    } else if (kind === WRITE || kind === CAS) {
      if (provider[v] !== none || v === initial) return undefined
      provider[v] = op
      if (kind === CAS) takenFrom[v] = from[op] as number
    } else if (kind === REFUSED) refused = true
  }
  return { provider, takenFrom, firstRead, nextRead, needed, refused }
}

function orderBlocks(columns: Columns, clusters: Clusters, where: Places): Int32Array | 'illegal' {
  const { provider, takenFrom, needed } = clusters
  const takenTo = keptSwaps(columns, clusters, where)
  if (takenTo === 'illegal') return takenTo
  const blocks = new Blocks(columns.initial, clusters, takenTo, where)
  let kept = 0
  for (let v = 0; v < provider.length; v++) {
    if (v !== columns.initial) {
      if (needed[v] === 0 && !isRequired(v, clusters, where)) continue
      if (provider[v] === none) return 'illegal'
    }
    kept++
    if (takenFrom[v] === none && !blocks.add(v)) return 'illegal'
  }
  // Some chain of cas begins nowhere, or runs in a circle.
  if (blocks.values !== kept) return 'illegal'
  return blocks.inOrder() ?? 'illegal'
}

/** Whether what provides the value returned. */
function isRequired(v: number, { provider }: Clusters, { ends }: Places): boolean {
  return provider[v] !== none && ends[provider[v] as number] !== neverReturned
}

/** Which value a kept cas makes of each: a cas is kept if required, or if its value is needed in the end. */
function keptSwaps({ from }: Columns, clusters: Clusters, where: Places): Int32Array | 'illegal' {
  const { takenFrom, needed } = clusters
  const takenTo = new Int32Array(takenFrom.length).fill(none)
  if (from.length === 0) return takenTo
  for (let v = 0; v < takenTo.length; v++) {
    for (let to = v; needed[to] === 1 || isRequired(to, clusters, where); ) {
      const taken = takenFrom[to] as number
      if (taken === none || takenTo[taken] === to) break
      if (takenTo[taken] !== none) return 'illegal'
      takenTo[taken] = to
      needed[taken] = 1
      to = taken
    }
  }
  return takenTo
}

/** Blocks, each by the value it begins with, with the places of its first return and last invocation. */
class Blocks {
  values = 0
  readonly #initial: number
  readonly #clusters: Clusters
  readonly #takenTo: Int32Array
  readonly #where: Places
  readonly #first: Int32Array
  readonly #last: Int32Array
  /** At the place min(f, s) of a block: the value that it begins with, plus one. */
  readonly #beginAt: Int32Array
  /** How many operations they have. */
  #size = 0

  constructor(initial: number, clusters: Clusters, takenTo: Int32Array, where: Places) {
    this.#initial = initial
    this.#clusters = clusters
    this.#takenTo = takenTo
    this.#where = where
    this.#first = new Int32Array(takenTo.length)
    this.#last = new Int32Array(takenTo.length)
    this.#beginAt = new Int32Array(where.count + 1)
  }

  /** Adds the block that begins with the value; false if it does not respect real time in itself. */
  add(head: number): boolean {
    const { provider, firstRead, nextRead } = this.#clusters
    const { starts, ends } = this.#where
    const before = this.#size
    let first = neverReturned
    let last = -1
    // Ops that must stand before the one in hand were all invoked by `bar`.
    let bar = -1
    for (let v = head; v !== none; v = this.#takenTo[v] as number) {
      this.values++
      if (v === this.#initial) first = -1
      else {
        const op = provider[v] as number
        first = Math.min(first, ends[op] as number)
        last = Math.max(last, starts[op] as number)
        if ((ends[op] as number) < bar) return false
        this.#size++
      }
      bar = last
      for (let op = firstRead[v] as number; op !== none; op = nextRead[op] as number) {
        first = Math.min(first, ends[op] as number)
        last = Math.max(last, starts[op] as number)
        if ((ends[op] as number) < bar) return false
        this.#size++
      }
      bar = last
    }
    if (this.#size === before) return true
    this.#first[head] = first
    this.#last[head] = last
    // Places are distinct; the block of the initial value comes before all.
    this.#beginAt[Math.min(first, last) + 1] = head + 1
    return true
  }

  /** All operations, block by block, or undefined if no order of the blocks respects real time. */
  inOrder(): Int32Array | undefined {
    const { provider, firstRead, nextRead } = this.#clusters
    const order = new Int32Array(this.#size)
    let count = 0
    let last = -1
    for (let at = 0; at < this.#beginAt.length; at++) {
      const head = (this.#beginAt[at] as number) - 1
      if (head < 0) continue
      if ((this.#first[head] as number) < last) return undefined
      last = Math.max(last, this.#last[head] as number)
      for (let v = head; v !== none; v = this.#takenTo[v] as number) {
        if (v !== this.#initial) order[count++] = provider[v] as number
        for (let op = firstRead[v] as number; op !== none; op = nextRead[op] as number) order[count++] = op
      }
    }
    return order
  }
}

/** Puts in the reads that tell nothing. */
function withTellingNothing({ kinds }: Columns, where: Places, order: Int32Array): Int32Array {
  if (!kinds.includes(ANY)) return order
  const { starts, ends } = where
  const inTime = byStart(where)
  const tellNothing: number[] = []
  for (let i = 0; i < kinds.length; i++) {
    const op = inTime ? (inTime[i] as number) : i
    if (kinds[op] === ANY) tellNothing.push(op)
  }
  // At each place up to the last of them: what had returned by then and comes latest in the order, plus one.
  const latest = new Int32Array((starts[tellNothing.at(-1) as number] as number) + 1)
  for (let i = 0; i < order.length; i++) {
    const end = ends[order[i] as number] as number
    if (end < latest.length) latest[end] = i + 1
  }
  for (let at = 1; at < latest.length; at++) latest[at] = Math.max(latest[at] as number, latest[at - 1] as number)
  const all = new Int32Array(order.length + tellNothing.length)
  let length = 0
  let next = 0
  for (let i = 0; i <= order.length; i++) {
    for (; next < tellNothing.length; next++) {
      const op = tellNothing[next] as number
      if ((latest[starts[op] as number] as number) > i) break
      all[length++] = op
    }
    if (i < order.length) all[length++] = order[i] as number
  }
  return all
}
