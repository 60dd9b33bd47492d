import type { Span } from './span.ts'

const micros = (seconds: string): number => Math.round(Number(seconds) * 1e6)

/** What a link to this page can point at: an op by its history index, a window of time. */
export interface Place {
  readonly op?: number
  readonly span?: Span
}

/** `#op=131&t=12.4-15.2` (seconds). Undefined for links to sections and for nonsense. */
export function readPlace(hash: string): Place | undefined {
  const params = new URLSearchParams(hash.replace(/^#/, ''))
  const op = /^\d+$/.test(params.get('op') ?? '') ? Number(params.get('op')) : undefined
  const [, from, to] = /^(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)$/.exec(params.get('t') ?? '') ?? []
  const span = from !== undefined && to !== undefined ? { from: micros(from), to: micros(to) } : undefined
  if (op === undefined && span === undefined) return undefined
  return { ...(op !== undefined && { op }), ...(span !== undefined && span.to > span.from && { span }) }
}

export function writePlace({ op, span }: Place): string {
  const seconds = (time: number): string => String(Number((time / 1e6).toFixed(6)))
  const parts = [
    ...(op === undefined ? [] : [`op=${op}`]),
    ...(span === undefined ? [] : [`t=${seconds(span.from)}-${seconds(span.to)}`]),
  ]
  return parts.length === 0 ? '' : `#${parts.join('&')}`
}
