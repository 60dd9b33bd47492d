import { type Classes, registerClasses, tableClasses } from './classes.ts'
import type { History } from './history.ts'
import { neverReturned } from './timeline.ts'

/** A history of one object in the core's terms (assembly/history.ts, assembly/classes.ts). */
export interface Encoded {
  readonly classes: Classes
  /** The index in the history of each required operation, by id: in order of invocation. */
  readonly required: Int32Array
  /** The indices of the indeterminate operations of each class, in order of invocation. */
  readonly indeterminate: ReadonlyMap<number, readonly number[]>
  readonly infos: number
  readonly events: Int32Array
  /** Of each required operation. */
  readonly opClass: Int32Array
}

export function encode(history: History): Encoded {
  const { columns } = history
  const classes = columns ? registerClasses(columns) : tableClasses(history)
  const { starts, ends, count } = history.places
  const n = starts.length
  // At each place its operation, ~operation where it returns; then, from the front, the core's events.
  const events = new Int32Array(count)
  for (let op = 0; op < n; op++) {
    events[starts[op] as number] = op
    if (ends[op] !== neverReturned) events[ends[op] as number] = ~op
  }
  const ids = new Int32Array(n)
  const required = new Int32Array(n)
  const opClass = new Int32Array(n)
  const indeterminate = new Map<number, number[]>()
  let length = 0
  let invoked = 0
  let infos = 0
  for (let place = 0; place < count; place++) {
    const op = events[place] as number
    if (op < 0) {
      events[length++] = ((ids[~op] as number) << 2) | 1
      continue
    }
    const cls = classes.of[op] as number
    if (cls < 0) continue
    if (ends[op] !== neverReturned) {
      ids[op] = invoked
      required[invoked] = op
      opClass[invoked] = cls
      events[length++] = invoked++ << 2
    } else {
      const same = indeterminate.get(cls)
      if (same) same.push(op)
      else indeterminate.set(cls, [op])
      events[length++] = (cls << 2) | 2
      infos++
    }
  }
  for (const [cls, ops] of indeterminate) classes.table[5 * classes.count + cls] = ops.length
  return {
    classes,
    required: required.subarray(0, invoked),
    indeterminate,
    infos,
    events: events.subarray(0, length),
    opClass: opClass.subarray(0, invoked),
  }
}
