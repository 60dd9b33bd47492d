import { HistoryError, type Operation } from '../operation.ts'

/** The order of invocations and returns; where times are equal, invocations come first: such operations overlap. */

/** The indices in order of invocation, or undefined if that is the order they have. */
export function inOrderOfInvocation(operations: readonly Operation[]): Int32Array | undefined {
  let last = Number.NEGATIVE_INFINITY
  let sorted = true
  for (const { f, invoke, complete } of operations) {
    if (!Number.isFinite(invoke)) throw new HistoryError(`"${f}" has no time of invocation`)
    if (!(complete >= invoke))
      throw new HistoryError(`"${f}" completes (${complete}) before its invocation (${invoke})`)
    if (invoke < last) sorted = false
    last = invoke
  }
  if (sorted) return undefined
  const invokes = Float64Array.from(operations, (op) => op.invoke)
  return Int32Array.from(operations, (_, i) => i).sort(
    (a, b) => (invokes[a] as number) - (invokes[b] as number) || a - b,
  )
}

/** A binary heap of the operations that have not returned, earliest return first. */
export class OpenReturns {
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

/** Where each operation's invocation and return stand among all of them; `Infinity` for a return that never came. */
export function places(operations: readonly Operation[]): {
  readonly starts: Float64Array
  readonly ends: Float64Array
} {
  const starts = new Float64Array(operations.length)
  const ends = new Float64Array(operations.length).fill(Number.POSITIVE_INFINITY)
  const order = inOrderOfInvocation(operations)
  const open = new OpenReturns()
  let place = 0
  for (let i = 0; i < operations.length; i++) {
    const index = order ? (order[i] as number) : i
    const { invoke, complete } = operations[index] as Operation
    while (open.size > 0 && open.earliest < invoke) ends[open.pop()] = place++
    starts[index] = place++
    if (complete !== Number.POSITIVE_INFINITY) open.push(index, complete)
  }
  while (open.size > 0) ends[open.pop()] = place++
  return { starts, ends }
}
