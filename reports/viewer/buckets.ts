import { FAIL, INFO, type Ops } from './data.ts'
import type { Span } from './span.ts'

/** Ops counted by windows of time: completions by outcome, and a histogram of latencies in each. */
export interface Buckets {
  readonly size: number
  readonly width: number
  readonly ok: Uint32Array
  readonly fail: Uint32Array
  readonly info: Uint32Array
  /** Quantile `q` (0 to 1) of the latencies in bucket `i`, µs; NaN where there are none. */
  latency(i: number, q: number): number
}

/** Latencies are sorted into bins that grow by 7 %: finer than a pixel on the log scale that shows them. */
const GROWTH = Math.log(1.07)
const BINS = 400

const bin = (micros: number): number => Math.min(BINS - 1, Math.floor(Math.log(Math.max(1, micros)) / GROWTH))

/** `size` buckets over the span, of the ops that pass the mask and ended in it. */
export function bucket(ops: Ops, mask: Uint8Array, span: Span, size: number): Buckets {
  const width = (span.to - span.from) / size
  const [ok, fail, info] = [new Uint32Array(size), new Uint32Array(size), new Uint32Array(size)]
  const bins = new Uint32Array(size * BINS)
  for (let i = 0; i < ops.count; i++) {
    if (mask[i] === 0 || ops.done[i] === -1) continue
    const end = ops.end[i] ?? 0
    if (end < span.from || end >= span.to) continue
    const at = Math.min(size - 1, Math.floor((end - span.from) / width))
    const type = ops.type[i]
    const counts = type === FAIL ? fail : type === INFO ? info : ok
    counts[at] = (counts[at] ?? 0) + 1
    const slot = at * BINS + bin(end - (ops.at[i] ?? 0))
    bins[slot] = (bins[slot] ?? 0) + 1
  }
  return { size, width, ok, fail, info, latency: (i, q) => quantile(bins.subarray(i * BINS, (i + 1) * BINS), q) }
}

function quantile(bins: Uint32Array, q: number): number {
  let total = 0
  for (const n of bins) total += n
  if (total === 0) return Number.NaN
  let left = Math.max(1, Math.ceil(total * q))
  for (let i = 0; i < bins.length; i++) {
    left -= bins[i] ?? 0
    if (left <= 0) return Math.exp((i + 0.5) * GROWTH)
  }
  return Number.NaN
}
