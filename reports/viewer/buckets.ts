import { FAIL, INFO, type Ops } from './data.ts'
import type { Span } from './span.ts'

/** Ops counted by windows of time: completions by outcome, and a histogram of latencies in each. */
export interface Buckets {
  /** Where the first begins, µs; all have the same width. */
  readonly from: number
  readonly width: number
  readonly size: number
  /** How many completions are drawn from. */
  readonly total: number
  readonly ok: Float64Array
  readonly fail: Float64Array
  readonly info: Float64Array
  /** Quantile `q` (0 to 1) of the latencies in bucket `i`, µs; NaN where there are none. */
  latency(i: number, q: number): number
}

/** Latencies are sorted into bins that grow by 7 %: finer than a pixel on the log scale that shows them. */
const GROWTH = Math.log(1.07)
const BINS = 400

const bin = (micros: number): number => Math.min(BINS - 1, Math.floor(Math.log(Math.max(1, micros)) / GROWTH))

/**
 * A round width for buckets over the span: not narrower than `pixels` of the `room` that it has, and wide enough for a
 * dozen ops each, as a rate of one op is none.
 */
export function bucketWidth(ops: Ops, span: Span, room: number, pixels: number): number {
  const length = span.to - span.from
  const inSpan = ops.count * Math.min(1, length / Math.max(1, ops.end.at(-1) ?? 1))
  const wanted = Math.max((length * pixels) / Math.max(1, room), (length * 12) / Math.max(24, inSpan), 1)
  const power = 10 ** Math.floor(Math.log10(wanted))
  return [1, 2, 5, 10].map((n) => n * power).find((width) => width >= wanted) ?? wanted
}

/**
 * Counts the ops that pass the mask and ended in the span. Buckets begin at multiples of their width, so that panning
 * does not change them.
 */
export function bucket(ops: Ops, mask: Uint8Array, span: Span, width: number): Buckets {
  const from = Math.floor(span.from / width) * width
  const size = Math.floor((span.to - from) / width) + 1
  let total = 0
  const [ok, fail, info] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)]
  const bins = new Float64Array(size * BINS)
  for (let i = 0; i < ops.count; i++) {
    if (mask[i] === 0 || ops.done[i] === -1) continue
    const end = ops.end[i] ?? 0
    const at = Math.floor((end - from) / width)
    if (at < 0 || at >= size) continue
    total++
    const weight = ops.weight[i] ?? 1
    const type = ops.type[i]
    const counts = type === FAIL ? fail : type === INFO ? info : ok
    counts[at] = (counts[at] ?? 0) + weight
    const slot = at * BINS + bin(end - (ops.at[i] ?? 0))
    bins[slot] = (bins[slot] ?? 0) + weight
  }
  return {
    from,
    width,
    size,
    total,
    ok,
    fail,
    info,
    latency: (i, q) => quantile(bins.subarray(i * BINS, (i + 1) * BINS), q),
  }
}

function quantile(bins: Float64Array, q: number): number {
  let total = 0
  for (const n of bins) total += n
  if (total === 0) return Number.NaN
  let left = Math.max(1, total * q)
  for (let i = 0; i < bins.length; i++) {
    left -= bins[i] ?? 0
    if (left <= 1e-6) return Math.exp((i + 0.5) * GROWTH)
  }
  return Number.NaN
}
