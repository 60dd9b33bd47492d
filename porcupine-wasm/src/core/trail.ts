import type { Classes } from './classes.ts'
import { WRITE } from './register-columns.ts'
import { byStart, neverReturned, type Places } from './timeline.ts'

/** A write of the trail with this mark stands just before the latest write that is not hidden (assembly/moves.ts). */
const hidden = 1 << 30

/** The order that a trail stands for, as indices of operations; indeterminate ones are used first come. */
export function trailOrder(classes: Classes, places: Places, trail: Int32Array): Int32Array {
  if (tellsOperations(trail)) return trail
  const order = inPlace(classes, trail)
  let unused: Map<number, number[]> | undefined
  for (let i = 0; i < order.length; i++) {
    const entry = order[i] as number
    if (entry >= 0) continue
    unused ??= indeterminate(classes, places)
    order[i] = unused.get(~entry)?.pop() as number
  }
  return order
}

/** Whether all entries are plain indices: neither marked nor negative. */
function tellsOperations(trail: Int32Array): boolean {
  for (let i = 0; i < trail.length; i++) if ((trail[i] as number) >>> 0 >= hidden) return false
  return true
}

/** The indeterminate operations of each class, latest first. */
function indeterminate({ of }: Classes, places: Places): Map<number, number[]> {
  const lists = new Map<number, number[]>()
  const order = byStart(places)
  for (let i = of.length - 1; i >= 0; i--) {
    const op = order ? (order[i] as number) : i
    if (places.ends[op] !== neverReturned) continue
    const list = lists.get(of[op] as number)
    if (list) list.push(op)
    else lists.set(of[op] as number, [op])
  }
  return lists
}

/** The trail with what is hidden, unmarked, where it belongs. */
function inPlace({ of, table }: Classes, trail: Int32Array): Int32Array {
  if (!hidesAny(trail)) return trail
  const entries = new Int32Array(trail.length)
  let count = 0
  const flush = (from: number, to: number) => {
    for (let i = from; i < to; i++) if ((trail[i] as number) >= hidden) entries[count++] = (trail[i] as number) - hidden
    for (let i = from; i < to; i++) if ((trail[i] as number) < hidden) entries[count++] = trail[i] as number
  }
  // From one overwriting write to the next: first what is hidden under it, then itself and what follows.
  let latest = 0
  for (let i = 0; i < trail.length; i++) {
    const entry = trail[i] as number
    const cls = entry < 0 ? ~entry : entry < hidden ? (of[entry] as number) : -1
    if (cls < 0 || table[cls] !== WRITE) continue
    flush(latest, i)
    latest = i
  }
  flush(latest, trail.length)
  return entries
}

function hidesAny(trail: Int32Array): boolean {
  for (let i = 0; i < trail.length; i++) if ((trail[i] as number) >= hidden) return true
  return false
}
