import { HistoryError, type Operation } from '../operation.ts'
import type { Scratch } from './scratch.ts'

/** The order of invocations and returns; where times are equal, invocations come first: such operations overlap. */

/** The indices in order of invocation, or undefined if that is the order they have. */
function inOrderOfInvocation(operations: readonly Operation[]): Int32Array | undefined {
  const invokes = new Float64Array(operations.length)
  for (let i = 0; i < operations.length; i++) {
    const { f, invoke, complete } = operations[i] as Operation
    if (!(complete >= invoke) || !Number.isFinite(invoke)) throw badTimes(f, invoke, complete)
    invokes[i] = invoke
  }
  if (isAscending(invokes)) return undefined
  return Int32Array.from(invokes.keys()).sort((a, b) => (invokes[a] as number) - (invokes[b] as number) || a - b)
}

function isAscending(numbers: Float64Array | Int32Array): boolean {
  for (let i = 1; i < numbers.length; i++) if ((numbers[i - 1] as number) > (numbers[i] as number)) return false
  return true
}

/** A binary heap of the operations that have not returned, earliest return first. */
class OpenReturns {
  readonly #ids: number[] = []
  readonly #times: number[] = []

  get size(): number {
    return this.#ids.length
  }

  get earliest(): number {
    return this.#times[0] as number
  }

  push(id: number, time: number): void {
    const ids = this.#ids
    const times = this.#times
    let i = ids.length
    while (i > 0) {
      const parent = (i - 1) >> 1
      if ((times[parent] as number) <= time) break
      ids[i] = ids[parent] as number
      times[i] = times[parent] as number
      i = parent
    }
    ids[i] = id
    times[i] = time
  }

  pop(): number {
    const ids = this.#ids
    const times = this.#times
    const first = ids[0] as number
    const id = ids.pop() as number
    const time = times.pop() as number
    const size = ids.length
    if (size === 0) return first
    let i = 0
    for (let child = 1; child < size; child = 2 * i + 1) {
      if (child + 1 < size && (times[child + 1] as number) < (times[child] as number)) child++
      if ((times[child] as number) >= time) break
      ids[i] = ids[child] as number
      times[i] = times[child] as number
      i = child
    }
    ids[i] = id
    times[i] = time
    return first
  }
}

/** Where each operation's invocation and return stand among all of them: places of their own. */
export interface Places {
  readonly starts: Int32Array
  /** `neverReturned` for a return that never came. */
  readonly ends: Int32Array
  /** All places are below it; not every one need be taken. */
  readonly count: number
}

/** Comes after every place. */
export const neverReturned = 0x7fff_ffff

export function placesOf(operations: readonly Operation[], scratch: Scratch): Places {
  return placesByTick(operations, scratch) ?? placesByHeap(operations)
}

/** Where times are small whole numbers, such as indices of events. O(n). Undefined where they are not. */
function placesByTick(operations: readonly Operation[], scratch: Scratch): Places | undefined {
  const n = operations.length
  const base = operations[0]?.invoke ?? 0
  const limit = 8 * n + 1024
  const starts = scratch.int32(n)
  const ends = scratch.int32(n)
  /** A bit for each tick at which something was. */
  const taken = scratch.int32((limit >> 5) + 1)
  let shared = 0
  let last = 0
  for (let i = 0; i < n; i++) {
    const { invoke, complete } = operations[i] as Operation
    const start = invoke - base
    if (!(start >= 0 && start <= limit) || start !== (start | 0)) return undefined
    starts[i] = start
    const before = taken[start >> 5] as number
    shared |= before & (1 << start)
    taken[start >> 5] = before | (1 << start)
    if (start > last) last = start
    if (complete === Number.POSITIVE_INFINITY) {
      ends[i] = neverReturned
      continue
    }
    const end = complete - base
    if (!(end >= start && end <= limit) || end !== (end | 0)) return undefined
    ends[i] = end
    const others = taken[end >> 5] as number
    shared |= others & (1 << end)
    taken[end >> 5] = others | (1 << end)
    if (end > last) last = end
  }
  // Where no two events share a tick, it is their place.
  return shared === 0 ? { starts, ends, count: last + 1 } : ranked(starts, ends, last)
}

/** Makes places of ticks, by counting the events of each. */
function ranked(starts: Int32Array, ends: Int32Array, last: number): Places {
  const next = new Int32Array(last + 1)
  let count = 0
  for (const ticks of [starts, ends]) {
    for (let i = 0; i < ticks.length; i++) {
      const tick = ticks[i] as number
      if (tick === neverReturned) continue
      next[tick] = (next[tick] as number) + 1
      count++
    }
  }
  for (let tick = 0, before = 0; tick <= last; tick++) {
    const here = next[tick] as number
    next[tick] = before
    before += here
  }
  // Of one tick, the invocations come first.
  for (const ticks of [starts, ends]) {
    for (let i = 0; i < ticks.length; i++) {
      const tick = ticks[i] as number
      if (tick === neverReturned) continue
      const place = next[tick] as number
      ticks[i] = place
      next[tick] = place + 1
    }
  }
  return { starts, ends, count }
}

function placesByHeap(operations: readonly Operation[]): Places {
  const n = operations.length
  const starts = new Int32Array(n)
  const ends = new Int32Array(n).fill(neverReturned)
  const order = inOrderOfInvocation(operations)
  const open = new OpenReturns()
  let count = 0
  for (let i = 0; i < n; i++) {
    const index = order ? (order[i] as number) : i
    const { invoke, complete } = operations[index] as Operation
    while (open.size > 0 && open.earliest < invoke) ends[open.pop()] = count++
    starts[index] = count++
    if (complete !== Number.POSITIVE_INFINITY) open.push(index, complete)
  }
  while (open.size > 0) ends[open.pop()] = count++
  return { starts, ends, count }
}

/** The indices in order of invocation, from their places, or undefined if that is the order they have. */
export function byStart({ starts, count }: Places): Int32Array | undefined {
  if (isAscending(starts)) return undefined
  const at = new Int32Array(count)
  for (let op = 0; op < starts.length; op++) at[starts[op] as number] = op + 1
  const order = new Int32Array(starts.length)
  let length = 0
  for (let place = 0; place < count; place++) if (at[place] !== 0) order[length++] = (at[place] as number) - 1
  return order
}

function badTimes(f: string, invoke: number, complete: number): HistoryError {
  return Number.isFinite(invoke)
    ? new HistoryError(`"${f}" completes (${complete}) before its invocation (${invoke})`)
    : new HistoryError(`"${f}" has no time of invocation`)
}
