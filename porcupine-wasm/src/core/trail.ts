import type { Encoded } from './encode.ts'

/** A write of the trail with this mark stands just before the latest write that is not hidden (assembly/moves.ts). */
const hidden = 1 << 30

/** The order that a trail stands for, as indices of the encoded operations; indeterminate ones are used first come. */
export function trailOrder({ opClass, classTable, required, indeterminate }: Encoded, trail: Int32Array): Int32Array {
  const order = new Int32Array(trail.length)
  const used = new Map<number, number>()
  /** Where the latest overwriting write stands in the trail; `pending`: what is hidden under it. */
  let latest = -1
  let count = 0
  const flush = (from: number, to: number) => {
    for (let i = from; i < to; i++)
      if ((trail[i] as number) >= hidden) order[count++] = required[(trail[i] as number) - hidden] as number
    for (let i = from; i < to; i++) {
      const entry = trail[i] as number
      if (entry >= hidden) continue
      if (entry >= 0) {
        order[count++] = required[entry] as number
        continue
      }
      const nth = used.get(~entry) ?? 0
      used.set(~entry, nth + 1)
      order[count++] = indeterminate.get(~entry)?.[nth] as number
    }
  }
  // From one overwriting write to the next: first what is hidden under it, then itself and what follows.
  for (let i = 0; i < trail.length; i++) {
    const entry = trail[i] as number
    const cls = entry < 0 ? ~entry : entry < hidden ? (opClass[entry] as number) : -1
    if (cls < 0 || classTable[cls] !== 1) continue
    flush(Math.max(latest, 0), i)
    latest = i
  }
  flush(Math.max(latest, 0), trail.length)
  return order
}
