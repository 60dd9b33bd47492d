import { count, duration, moment } from '../text.ts'
import type { Buckets } from './buckets.ts'
import { OK } from './data.ts'
import { FAULT_ROW, type Layout, ROLE_ROW } from './layout.ts'
import { bytesText } from './paint/lag.ts'
import { firstEnding } from './paint/lanes.ts'
import type { View } from './view.ts'

/** What lies under the pointer. */
export type Picked =
  | { readonly kind: 'op'; readonly position: number }
  | { readonly kind: 'step'; readonly op: number; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }

interface Pointer {
  readonly x: number
  readonly y: number
  /** Moment under the pointer and length of a pixel, µs. */
  readonly time: number
  readonly pixel: number
}

export function pick(view: View, layout: Layout, buckets: Buckets, pointer: Pointer): Picked | undefined {
  const place = layout.tracks.find(({ top, height }) => pointer.y >= top && pointer.y < top + height)
  if (place === undefined || pointer.x < layout.gutter) return undefined
  const row = pointer.y - place.top
  switch (place.name) {
    case 'lanes':
      return op(view, Math.floor(row / layout.laneHeight), pointer)
    case 'found':
      return found(view, pointer)
    case 'steps':
      return step(view, pointer)
    case 'faults':
      return fault(view, layout, Math.floor(row / FAULT_ROW), pointer)
    case 'roles':
      return role(view, Math.floor(row / ROLE_ROW), pointer)
    case 'lag':
      return lag(view, pointer)
    case 'rate':
    case 'latency':
      return curves(buckets, pointer, place.name)
    default:
      return undefined
  }
}

/** The nearest op of the lane within three pixels; of several the one that is not ok. */
function op(view: View, lane: number, { time, pixel }: Pointer): Picked | undefined {
  const { ops, lanes } = view.run
  const positions = lanes[lane]
  if (positions === undefined) return undefined
  let best: { position: number; cost: number } | undefined
  for (let i = firstEnding(ops.end, positions, time - 3 * pixel); i < positions.length; i++) {
    const position = positions[i] ?? 0
    const at = ops.at[position] ?? 0
    if (at > time + 3 * pixel) break
    if (view.mask[position] === 0) continue
    const away = Math.max(0, at - time, time - (ops.end[position] ?? 0)) / pixel
    const rank = ops.found[position] === 1 ? 0 : ops.type[position] === OK ? 8 : 4
    if (best === undefined || away + rank < best.cost) best = { position, cost: away + rank }
  }
  return best === undefined ? undefined : { kind: 'op', position: best.position }
}

function found(view: View, { time, pixel }: Pointer): Picked | undefined {
  const { ops, found: positions } = view.run
  const away = (position: number): number => Math.abs((ops.at[position] ?? 0) - time)
  const nearest = positions.reduce((a, b) => (away(b) < away(a) ? b : a), positions[0] ?? -1)
  return nearest >= 0 && away(nearest) <= 6 * pixel ? { kind: 'op', position: nearest } : undefined
}

function step(view: View, { time, pixel }: Pointer): Picked | undefined {
  const near = view.run.steps.filter(({ at }) => Math.abs(at - time) <= 6 * pixel)
  const nearest = near.sort((a, b) => Math.abs(a.at - time) - Math.abs(b.at - time))[0]
  if (nearest === undefined) return undefined
  return { kind: 'step', op: nearest.op, text: `${moment(nearest.at * 1e3)} · ${nearest.title}. ${nearest.text}` }
}

function fault(view: View, layout: Layout, row: number, { time, pixel }: Pointer): Picked | undefined {
  const { faults, end } = view.run
  const hit = faults.find(
    ({ began, ended }, i) =>
      layout.faultRows[i] === row && began <= time + pixel && (ended === -1 ? end : ended) >= time - pixel,
  )
  if (hit === undefined) return undefined
  const until = hit.to === -1 ? 'never healed' : `for ${duration((hit.to - hit.from) * 1e3)}`
  const seen = hit.seen ? `Observed: ${hit.how}.` : `Not observed: ${hit.how}.`
  return {
    kind: 'text',
    text: `${hit.fault} on ${hit.nodes.join(', ')}, asked for at ${moment(hit.began * 1e3)}, in force from ${moment(hit.from * 1e3)}, ${until}. By ${hit.mechanism}. ${seen}`,
  }
}

function role(view: View, node: number, { time }: Pointer): Picked | undefined {
  const hit = view.run.roles.find((role) => role.node === node && role.from <= time && role.to > time)
  if (hit === undefined) return undefined
  return {
    kind: 'text',
    text: `${view.run.nodes[node] ?? ''}: ${hit.role} from ${moment(hit.from * 1e3)} to ${moment(hit.to * 1e3)}`,
  }
}

/** Each node's last sample before the pointer. */
function lag(view: View, { time }: Pointer): Picked | undefined {
  const { at, bytes, node } = view.run.lag
  const last = new Map<number, number>()
  for (let i = 0; i < at.length && (at[i] ?? 0) <= time; i++) last.set(node[i] ?? 0, bytes[i] ?? 0)
  const known = [...last].filter(([, size]) => size >= 0)
  if (known.length === 0) return undefined
  const texts = known.sort((a, b) => a[0] - b[0]).map(([n, size]) => `${view.run.nodes[n]} ${bytesText(size)}`)
  return { kind: 'text', text: `Lag at ${moment(time * 1e3)}: ${texts.join(', ')}` }
}

function curves(buckets: Buckets, { time }: Pointer, name: 'rate' | 'latency'): Picked | undefined {
  const i = Math.floor((time - buckets.from) / buckets.width)
  if (i < 0 || i >= buckets.size) return undefined
  const from = moment((buckets.from + i * buckets.width) * 1e3)
  if (name === 'rate') {
    const per = (n: number | undefined): string => count(((n ?? 0) * 1e6) / buckets.width)
    const { ok, fail, info } = buckets
    return { kind: 'text', text: `${from}: ${per(ok[i])} ok/s, ${per(fail[i])} fail/s, ${per(info[i])} info/s` }
  }
  if (Number.isNaN(buckets.latency(i, 0.5))) return undefined
  const text = (q: number): string => duration(buckets.latency(i, q) * 1e3)
  return { kind: 'text', text: `${from}: p50 ${text(0.5)}, p95 ${text(0.95)}, p99 ${text(0.99)}, max ${text(1)}` }
}
