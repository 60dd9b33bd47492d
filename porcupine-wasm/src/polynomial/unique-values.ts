import type { Encoded } from '../core/encode.ts'

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
export function decideUniqueValues(encoded: Encoded): Int32Array | 'illegal' | undefined {
  const clusters = clustersOf(encoded)
  if (!clusters) return undefined
  const order = orderBlocks(encoded, clusters)
  if (order === 'illegal') return order
  return clusters.refused ? undefined : indicesOf(encoded, withTellingNothing(encoded, order))
}

function indicesOf({ required, indeterminate }: Encoded, order: Int32Array): Int32Array {
  return order.map((op) => (op >= 0 ? (required[op] as number) : (indeterminate.get(~op)?.[0] as number)))
}

/** Puts in the reads that tell nothing. */
function withTellingNothing({ opClass, classTable, events }: Encoded, order: Int32Array): Int32Array {
  if (!opClass.some((cls) => classTable[cls] === ANY)) return order
  const placeOf = new Int32Array(opClass.length).fill(-1)
  for (let i = 0; i < order.length; i++) if ((order[i] as number) >= 0) placeOf[order[i] as number] = i
  /** For each place of the order, the reads that come after it; those before everything come first. */
  const after = new Map<number, number[]>()
  let count = 0
  let latest = -1
  for (const event of events) {
    const op = event >> 2
    if ((event & 3) === 1) latest = Math.max(latest, placeOf[op] as number)
    else if ((event & 3) === 0 && classTable[opClass[op] as number] === ANY) {
      const others = after.get(latest)
      if (others) others.push(op)
      else after.set(latest, [op])
      count++
    }
  }
  const all = new Int32Array(order.length + count)
  let length = 0
  for (let i = -1; i < order.length; i++) {
    if (i >= 0) all[length++] = order[i] as number
    for (const op of after.get(i) ?? []) all[length++] = op
  }
  return all
}

const READ = 0
const WRITE = 1
const CAS = 2
const REFUSED = 3
const ANY = 4

/** By value; ops are numbered as in `Encoded`, and an indeterminate op of class c is ~c. */
interface Clusters {
  /** What provides the value, and the value that a cas takes it from; `none` where there is nothing. */
  readonly provider: Int32Array
  readonly takenFrom: Int32Array
  /** Reads of value v: `reads[readStart[v] … readStart[v + 1]]`. */
  readonly reads: Int32Array
  readonly readStart: Int32Array
  /** Whether a required op needs the value. */
  readonly needed: Uint8Array
  readonly refused: boolean
}

const none = -0x80000000

function clustersOf({ opClass, classTable, classes, values, initial, register, indeterminate }: Encoded) {
  if (!register) return undefined
  const kinds = classTable.subarray(0, classes)
  const froms = classTable.subarray(classes, 2 * classes)
  const tos = classTable.subarray(2 * classes, 3 * classes)
  const provider = new Int32Array(values).fill(none)
  const takenFrom = new Int32Array(values).fill(none)
  const readStart = new Int32Array(values + 2)
  const needed = new Uint8Array(values)
  let refused = false
  for (const [cls, ops] of indeterminate) {
    const to = tos[cls] as number
    if (ops.length > 1 || provider[to] !== none || to === initial) return undefined
    provider[to] = ~cls
    if (kinds[cls] === CAS) takenFrom[to] = froms[cls] as number
  }
  for (let op = 0; op < opClass.length; op++) {
    const cls = opClass[op] as number
    const kind = kinds[cls]
    const from = froms[cls] as number
    if (kind === READ) {
      readStart[from + 2] = (readStart[from + 2] as number) + 1
      needed[from] = 1
    } else if (kind === WRITE || kind === CAS) {
      const to = tos[cls] as number
      if (provider[to] !== none || to === initial) return undefined
      provider[to] = op
      if (kind === CAS) {
        takenFrom[to] = from
        needed[from] = 1
      }
    } else if (kind === REFUSED) refused = true
  }
  for (let v = 2; v < readStart.length; v++) readStart[v] = (readStart[v] as number) + (readStart[v - 1] as number)
  const reads = new Int32Array(readStart[values + 1] as number)
  for (let op = 0; op < opClass.length; op++) {
    const cls = opClass[op] as number
    if (kinds[cls] !== READ) continue
    const at = (froms[cls] as number) + 1
    reads[readStart[at] as number] = op
    readStart[at] = (readStart[at] as number) + 1
  }
  return { provider, takenFrom, reads, readStart, needed, refused } satisfies Clusters
}

function orderBlocks(encoded: Encoded, clusters: Clusters): Int32Array | 'illegal' {
  const { provider, takenFrom, needed } = clusters
  const values = provider.length
  // Which value a kept cas makes of each: a cas is kept if required, or if its value is needed in the end.
  const takenTo = new Int32Array(values).fill(none)
  for (let v = 0; v < values; v++) {
    for (let to = v; (provider[to] as number) >= 0 || needed[to] === 1; ) {
      const from = takenFrom[to] as number
      if (from === none || takenTo[from] === to) break
      if (takenTo[from] !== none) return 'illegal'
      takenTo[from] = to
      needed[from] = 1
      to = from
    }
  }
  const blocks = new Blocks(encoded, clusters, takenTo)
  let kept = 0
  for (let v = 0; v < values; v++) {
    if (v !== encoded.initial) {
      if ((provider[v] as number) < 0 && needed[v] === 0) continue
      if (provider[v] === none) return 'illegal'
    }
    kept++
    if (takenFrom[v] === none && !blocks.add(v)) return 'illegal'
  }
  // Some chain of cas begins nowhere, or runs in a circle.
  if (blocks.values !== kept) return 'illegal'
  return blocks.inOrder() ?? 'illegal'
}

/** Blocks, one after the other in `ops`, with the events of their first return and last invocation. */
class Blocks {
  values = 0
  readonly #encoded: Encoded
  readonly #clusters: Clusters
  readonly #takenTo: Int32Array
  /** Place among the events of each op's invocation and return; of indeterminate ops by class. */
  readonly #invoke: Int32Array
  readonly #return: Int32Array
  readonly #infoInvoke: Int32Array
  readonly #ops: Int32Array
  #length = 0
  /** At the place of the event min(f, s) of a block: where it begins in `ops`, plus one. */
  readonly #startAt: Int32Array
  readonly #starts: number[] = []
  readonly #first: number[] = []
  readonly #last: number[] = []

  constructor(encoded: Encoded, clusters: Clusters, takenTo: Int32Array) {
    this.#encoded = encoded
    this.#clusters = clusters
    this.#takenTo = takenTo
    const { events, required, infos, classes } = encoded
    this.#invoke = new Int32Array(required.length)
    this.#return = new Int32Array(required.length)
    this.#infoInvoke = new Int32Array(classes)
    for (let i = 0; i < events.length; i++) {
      const event = events[i] as number
      const places = (event & 3) === 0 ? this.#invoke : (event & 3) === 1 ? this.#return : this.#infoInvoke
      places[event >> 2] = i
    }
    this.#ops = new Int32Array(required.length + infos)
    this.#startAt = new Int32Array(events.length + 1)
  }

  /** Adds the block that begins with the value; false if it does not respect real time in itself. */
  add(head: number): boolean {
    const { provider, reads, readStart } = this.#clusters
    const start = this.#length
    let first = Number.POSITIVE_INFINITY
    let last = -1
    // Ops that must stand before the one in hand were all invoked by `bar`.
    let bar = -1
    const place = (op: number): boolean => {
      const invoke = op >= 0 ? (this.#invoke[op] as number) : (this.#infoInvoke[~op] as number)
      const end = op >= 0 ? (this.#return[op] as number) : Number.POSITIVE_INFINITY
      this.#ops[this.#length++] = op
      if (end < first) first = end
      if (invoke > last) last = invoke
      return end > bar
    }
    for (let v = head; v !== none; v = this.#takenTo[v] as number) {
      this.values++
      if (v === this.#encoded.initial) first = -1
      else if (!place(provider[v] as number)) return false
      bar = last
      for (let i = readStart[v] as number; i < (readStart[v + 1] as number); i++) {
        if (!place(reads[i] as number)) return false
      }
      bar = last
    }
    if (this.#length === start) return true
    const block = this.#starts.push(start) - 1
    this.#first.push(first)
    this.#last.push(last)
    // Places are distinct; the block of the initial value comes before all.
    this.#startAt[Math.min(first, last) + 1] = block + 1
    return true
  }

  /** All operations, block by block, or undefined if no order of the blocks respects real time. */
  inOrder(): Int32Array | undefined {
    const order = new Int32Array(this.#length)
    let count = 0
    let last = -1
    for (let at = 0; at < this.#startAt.length; at++) {
      const block = (this.#startAt[at] as number) - 1
      if (block < 0) continue
      if ((this.#first[block] as number) < last) return undefined
      last = Math.max(last, this.#last[block] as number)
      const end = this.#starts[block + 1] ?? this.#length
      for (let i = this.#starts[block] as number; i < end; i++) {
        order[count++] = this.#ops[i] as number
      }
    }
    return order
  }
}
