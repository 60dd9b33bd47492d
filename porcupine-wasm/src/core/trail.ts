import type { Operation } from '../operation.ts'
import type { Encoded } from './encode.ts'

/** A write of the trail with this mark stands just before the latest write that is not hidden (assembly/search.ts). */
const hidden = 1 << 30

/** The operations of a trail in order: indeterminate ones of a class are used in order of invocation. */
export function trailOperations(encoded: Encoded, trail: Int32Array): Operation[] {
  const used = new Map<number, number>()
  const order: Operation[] = []
  /** For each place in `order` of an overwriting write, what is hidden under it. */
  const under = new Map<number, Operation[]>()
  let latest = -1
  for (const entry of trail) {
    if (entry >= hidden) {
      const op = encoded.required[entry - hidden] as Operation
      const others = under.get(latest)
      if (others) others.push(op)
      else under.set(latest, [op])
      continue
    }
    const cls = entry < 0 ? ~entry : (encoded.opClass[entry] as number)
    if (encoded.classTable[cls] === 1) latest = order.length
    if (entry >= 0) order.push(encoded.required[entry] as Operation)
    else {
      const nth = used.get(cls) ?? 0
      used.set(cls, nth + 1)
      order.push(encoded.indeterminate.get(cls)?.[nth] as Operation)
    }
  }
  return under.size === 0 ? order : order.flatMap((op, i) => [...(under.get(i) ?? []), op])
}
