/** The visible part of the axis, in µs. Pure: every change gives a new one inside the run. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** Nothing is to be seen below this. */
const SHORTEST = 20

/** A span inside [0, end], not shorter than the shortest, moved before it is cut. */
export function within(span: Span, end: number): Span {
  const length = Math.min(end, Math.max(SHORTEST, span.to - span.from))
  const from = Math.min(Math.max(0, span.from), end - length)
  return { from, to: from + length }
}

/** `factor` below 1 zooms in; what is at `at` stays where it is. */
export function zoom(span: Span, factor: number, at: number, end: number): Span {
  const length = Math.min(end, Math.max(SHORTEST, (span.to - span.from) * factor))
  const share = (at - span.from) / (span.to - span.from)
  return within({ from: at - share * length, to: at + (1 - share) * length }, end)
}

export function pan(span: Span, by: number, end: number): Span {
  return within({ from: span.from + by, to: span.to + by }, end)
}

/** Moves the span only if [from, to] does not show well in it; zooms out where it does not fit. */
export function reveal(span: Span, from: number, to: number, end: number): Span {
  const length = Math.max(span.to - span.from, (to - from) * 1.5)
  const margin = length * 0.05
  const shown = from >= span.from + margin && to <= span.to - margin && length === span.to - span.from
  if (shown) return span
  const middle = (from + to) / 2
  return within({ from: middle - length / 2, to: middle + length / 2 }, end)
}

/** Round positions for grid lines, about `wanted` of them, in µs. */
export function ticks(span: Span, wanted: number): number[] {
  const rough = (span.to - span.from) / Math.max(1, wanted)
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((n) => n * power).find((size) => size >= rough) ?? 10 * power
  const out: number[] = []
  for (let n = Math.ceil(span.from / step); n * step <= span.to; n++) out.push(n * step)
  return out
}

/** A grid line's label with the digits that tell it from its neighbours. */
export function tickText(time: number, span: Span): string {
  const length = span.to - span.from
  const digits = Math.min(6, Math.max(0, Math.ceil(1.3 - Math.log10(length / 1e6))))
  const seconds = time / 1e6
  if (seconds < 3600 || digits > 1) return `${seconds.toFixed(digits)} s`
  const minutes = Math.floor(seconds / 60)
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${(seconds % 60).toFixed(digits).padStart(digits > 0 ? 3 + digits : 2, '0')}`
}
