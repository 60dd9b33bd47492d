/**
 * Quantiles of a sample by rank, as in jepsen.checker: the value at floor(n·q) of the sorted sample, at most the last.
 * Undefined for an empty sample.
 */
export function quantiles<Q extends number>(
  sample: ArrayLike<number>,
  points: readonly Q[],
): Record<`${Q}`, number> | undefined {
  if (sample.length === 0) return undefined
  const sorted = Float64Array.from(sample).sort()
  const at = (q: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] as number
  return Object.fromEntries(points.map((q) => [String(q), at(q)])) as Record<`${Q}`, number>
}
