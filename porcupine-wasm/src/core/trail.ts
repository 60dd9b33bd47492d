import type { Encoded } from './encode.ts'
import { WRITE } from './register-columns.ts'

/** A write of the trail with this mark stands just before the latest write that is not hidden (assembly/moves.ts). */
const hidden = 1 << 30

/** The order that a trail stands for, as indices of the encoded operations; indeterminate ones are used first come. */
export function trailOrder(encoded: Encoded, trail: Int32Array): Int32Array {
  const { required, indeterminate } = encoded
  const entries = inPlace(encoded, trail)
  const order = new Int32Array(entries.length)
  const used = new Map<number, number>()
  for (let i = 0; i < entries.length; i++) {
    const entry = entries[i] as number
    if (entry >= 0) {
      order[i] = required[entry] as number
      continue
    }
    const nth = used.get(~entry) ?? 0
    used.set(~entry, nth + 1)
    order[i] = indeterminate.get(~entry)?.[nth] as number
  }
  return order
}

/** The trail with what is hidden, unmarked, where it belongs. */
function inPlace({ classes, opClass }: Encoded, trail: Int32Array): Int32Array {
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
    const cls = entry < 0 ? ~entry : entry < hidden ? (opClass[entry] as number) : -1
    if (cls < 0 || classes.table[cls] !== WRITE) continue
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
