import type { Operation } from '../operation.ts'
import type { Encoded } from './encode.ts'

/** The operations of a trail in order: indeterminate ones of a class are used in order of invocation. */
export function trailOperations(encoded: Encoded, trail: Int32Array): Operation[] {
  const used = new Map<number, number>()
  return Array.from(trail, (entry) => {
    if (entry >= 0) return encoded.required[entry] as Operation
    const nth = used.get(~entry) ?? 0
    used.set(~entry, nth + 1)
    return encoded.indeterminate.get(~entry)?.[nth] as Operation
  })
}
