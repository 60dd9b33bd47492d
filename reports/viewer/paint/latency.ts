import { duration } from '../../text.ts'
import { FAIL, INFO, OK } from '../data.ts'
import { type Track, track } from '../layout.ts'
import { edges, heading } from './curve.ts'
import { clipped, type Scene } from './scene.ts'

const quantiles = [
  { q: 0.5, label: 'p50', width: 2, dash: [] },
  { q: 0.95, label: 'p95', width: 1.25, dash: [5, 3] },
  { q: 0.99, label: 'p99', width: 1, dash: [2, 2] },
] as const

/** With fewer ops than this in view, each is a dot. */
const FEW = 2500

/** Quantiles of latency on a logarithmic scale, with the range from median to maximum as a band; ops as dots. */
export function paintLatency(scene: Scene): void {
  const { ctx, layout, colours, buckets } = scene
  const place = track(layout, 'latency')
  if (place === undefined) return
  const range = latencyRange(scene)
  if (range === undefined) {
    heading(scene, place, 'Latency', '', '')
    return
  }
  heading(scene, place, 'Latency', duration(range.most * 1e3), duration(range.least * 1e3))
  const y = (micros: number): number => latencyY(place, range, micros)
  clipped(scene, place.top - 2, place.height + 4, () => {
    decades(scene, range, y)
    if (buckets.total <= FEW) paintDots(scene, y)
    else paintBand(scene, y)
    ctx.strokeStyle = colours.ink
    for (const { q, width, dash } of quantiles) {
      ctx.lineWidth = width
      ctx.setLineDash([...dash])
      ctx.beginPath()
      let pen = false
      for (let i = 0; i < buckets.size; i++) {
        const at = buckets.latency(i, q)
        if (Number.isNaN(at)) {
          pen = false
          continue
        }
        const [left, right] = edges(scene, i)
        if (pen) ctx.lineTo((left + right) / 2, y(at))
        else ctx.moveTo((left + right) / 2, y(at))
        pen = true
      }
      ctx.stroke()
    }
    ctx.setLineDash([])
    ctx.lineWidth = 1
  })
}

function decades({ ctx, layout, width, colours }: Scene, { least, most }: Range, y: (micros: number) => number): void {
  ctx.strokeStyle = colours.grid
  ctx.beginPath()
  for (let at = 10 ** Math.ceil(Math.log10(least)); at <= most; at *= 10) {
    ctx.moveTo(layout.gutter, Math.round(y(at)) + 0.5)
    ctx.lineTo(width, Math.round(y(at)) + 0.5)
  }
  ctx.stroke()
}

function paintBand(scene: Scene, y: (micros: number) => number): void {
  const { ctx, colours, buckets } = scene
  ctx.fillStyle = colours.ok
  ctx.globalAlpha = 0.18
  for (let i = 0; i < buckets.size; i++) {
    const low = buckets.latency(i, 0.5)
    if (Number.isNaN(low)) continue
    const high = y(buckets.latency(i, 1))
    const [left, right] = edges(scene, i)
    ctx.fillRect(left, high, right - left, Math.max(1, y(low) - high))
  }
  ctx.globalAlpha = 1
}

/** ok round, fail a cross, info a larger square: the same colours as in the lanes. */
function paintDots(scene: Scene, y: (micros: number) => number): void {
  const { ctx, run, span, mask, colours } = scene
  const { ops } = run
  ctx.globalAlpha = 0.65
  for (let i = 0; i < ops.count; i++) {
    const end = ops.end[i] ?? 0
    if (mask[i] === 0 || ops.done[i] === -1 || end < span.from || end > span.to) continue
    const [cx, cy] = [scene.x(end), y(Math.max(1, end - (ops.at[i] ?? 0)))]
    const type = ops.type[i] ?? OK
    ctx.fillStyle = ctx.strokeStyle = ops.found[i] === 1 ? colours.found : colours[outcomes[type] ?? 'ok']
    ctx.beginPath()
    if (type === FAIL) {
      ctx.moveTo(cx - 2.5, cy - 2.5)
      ctx.lineTo(cx + 2.5, cy + 2.5)
      ctx.moveTo(cx - 2.5, cy + 2.5)
      ctx.lineTo(cx + 2.5, cy - 2.5)
      ctx.stroke()
    } else if (type === INFO) ctx.fillRect(cx - 2.5, cy - 2.5, 5, 5)
    else {
      ctx.arc(cx, cy, 1.6, 0, 2 * Math.PI)
      ctx.fill()
    }
  }
  ctx.globalAlpha = 1
}

const outcomes = ['ok', 'fail', 'info'] as const

interface Range {
  readonly least: number
  readonly most: number
}

/** Round numbers around what is in view, µs. */
function latencyRange({ buckets }: Scene): Range | undefined {
  let least = Number.POSITIVE_INFINITY
  let most = 0
  for (let i = 0; i < buckets.size; i++) {
    const low = buckets.latency(i, 0)
    if (Number.isNaN(low)) continue
    least = Math.min(least, low)
    most = Math.max(most, buckets.latency(i, 1))
  }
  if (most === 0) return undefined
  const round = (at: number, up: boolean): number => {
    const power = 10 ** Math.floor(Math.log10(at))
    const steps = [1, 2, 5, 10].map((n) => n * power)
    return (up ? steps.find((step) => step >= at) : steps.findLast((step) => step <= at)) ?? at
  }
  return { least: round(least, false), most: round(Math.max(most, least * 4), true) }
}

function latencyY(place: Track, { least, most }: Range, micros: number): number {
  return place.top + place.height * (1 - Math.log(micros / least) / Math.log(most / least))
}
