import type { Places } from '../core/timeline.ts'
import type { CollectionOp } from '../model.ts'

/**
 * For each take that found nothing, a moment when no value is certain to be there: the place that the moment comes
 * after. `illegal` if there is none for some. A value is certain to be there from place `from` to place `to`.
 */
export function emptyMoments(
  forms: readonly CollectionOp[],
  { starts, ends, count }: Places,
  from: ArrayLike<number>,
  to: ArrayLike<number>,
): Map<number, number> | 'illegal' {
  const moments = new Map<number, number>()
  if (!forms.some(({ kind }) => kind === 'empty')) return moments
  const certain = new Int32Array(count + 2)
  for (let v = 0; v < from.length; v++) {
    const first = from[v] as number
    const last = Math.min(to[v] as number, count + 1)
    if (first >= last) continue
    certain[first] = (certain[first] as number) + 1
    certain[last] = (certain[last] as number) - 1
  }
  for (let i = 1; i <= count; i++) certain[i] = (certain[i] as number) + (certain[i - 1] as number)
  /** The first place from this one on after which nothing is certain to be there. */
  const free = new Int32Array(count + 2).fill(count + 1)
  for (let i = count; i >= 0; i--) free[i] = certain[i] === 0 ? i : (free[i + 1] as number)
  for (const [op, { kind }] of forms.entries()) {
    if (kind !== 'empty') continue
    const place = free[starts[op] as number] as number
    if (place >= (ends[op] as number)) return 'illegal'
    moments.set(op, place)
  }
  return moments
}
