import { count, duration } from '../../text.ts'
import { type Track, track } from '../layout.ts'
import { nodeColour } from '../theme.ts'
import { clipped, font, rowLabel, type Scene } from './scene.ts'

/** `340 B`, `2.1 MB`. */
export function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)))
  const size = bytes / 1000 ** power
  return `${power === 0 || size >= 100 ? Math.round(size) : size.toFixed(1)} ${units[power]}`
}

/** Replication lag of each node on a logarithmic scale that begins at zero. */
export function paintLag(scene: Scene): void {
  const { ctx, run, layout, colours } = scene
  const place = track(layout, 'lag')
  if (place === undefined) return
  const most = run.lag.bytes.reduce((a, b) => Math.max(a, b), 1000)
  const y = (bytes: number): number => place.top + place.height * (1 - Math.log10(1 + bytes) / Math.log10(1 + most))
  heading(scene, place, 'Lag', bytesText(most), '0')
  clipped(scene, place.top - 2, place.height + 4, () => {
    ctx.lineWidth = 1.5
    run.nodes.forEach((_, node) => {
      ctx.strokeStyle = nodeColour(colours, node)
      ctx.setLineDash(dashes[node % dashes.length] ?? [])
      ctx.beginPath()
      let pen = false
      let lastY = 0
      for (let i = 0; i < run.lag.at.length; i++) {
        if (run.lag.node[i] !== node) continue
        const x = scene.x(run.lag.at[i] ?? 0)
        const at = y(run.lag.bytes[i] ?? 0)
        if (!pen) ctx.moveTo(x, at)
        else {
          ctx.lineTo(x, lastY)
          ctx.lineTo(x, at)
        }
        lastY = at
        pen = true
      }
      ctx.stroke()
    })
    ctx.setLineDash([])
    ctx.lineWidth = 1
  })
}

/** Lines are told apart by their dashes too. */
export const dashes: readonly (readonly number[])[] = [[], [6, 3], [2, 2], [8, 3, 2, 3]] as const

/** Completions a second, stacked: ok below, then fail, then info. */
export function paintRate(scene: Scene): void {
  const { ctx, layout, colours, buckets } = scene
  const place = track(layout, 'rate')
  if (place === undefined) return
  const perSecond = 1e6 / buckets.width
  let most = 0
  for (let i = 0; i < buckets.size; i++) {
    most = Math.max(most, (buckets.ok[i] ?? 0) + (buckets.fail[i] ?? 0) + (buckets.info[i] ?? 0))
  }
  const top = most * perSecond
  heading(scene, place, 'Ops/s', top >= 10 || top === 0 ? count(top) : top.toFixed(1), '0')
  if (most === 0) return
  const step = (scene.width - layout.gutter) / buckets.size
  for (let i = 0; i < buckets.size; i++) {
    let foot = place.top + place.height
    const x = layout.gutter + i * step
    for (const outcome of ['ok', 'fail', 'info'] as const) {
      const h = ((buckets[outcome][i] ?? 0) / most) * place.height
      ctx.fillStyle = colours[outcome]
      ctx.fillRect(x, foot - h, Math.max(1, step - 0.5), h)
      foot -= h
    }
  }
}

const quantiles = [
  { q: 0.5, label: 'p50', width: 2, dash: [] },
  { q: 0.95, label: 'p95', width: 1.25, dash: [5, 3] },
  { q: 0.99, label: 'p99', width: 1, dash: [2, 2] },
] as const

/** Quantiles of latency on a logarithmic scale, with the range from median to maximum as a band. */
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
  const step = (scene.width - layout.gutter) / buckets.size
  clipped(scene, place.top - 1, place.height + 2, () => {
    ctx.fillStyle = colours.ok
    ctx.globalAlpha = 0.16
    for (let i = 0; i < buckets.size; i++) {
      const low = buckets.latency(i, 0.5)
      if (Number.isNaN(low)) continue
      const high = y(buckets.latency(i, 1))
      ctx.fillRect(layout.gutter + i * step, high, step, Math.max(1, y(low) - high))
    }
    ctx.globalAlpha = 1
    ctx.strokeStyle = colours.ink
    for (const { q, width, dash } of quantiles) {
      ctx.lineWidth = width
      ctx.setLineDash([...dash])
      ctx.beginPath()
      let pen = false
      for (let i = 0; i < buckets.size; i++) {
        const at = buckets.latency(i, q)
        if (Number.isNaN(at)) pen = false
        else {
          const x = layout.gutter + (i + 0.5) * step
          if (pen) ctx.lineTo(x, y(at))
          else ctx.moveTo(x, y(at))
          pen = true
        }
      }
      ctx.stroke()
    }
    ctx.setLineDash([])
    ctx.lineWidth = 1
  })
}

interface Range {
  readonly least: number
  readonly most: number
}

/** Round decades around what is in view, µs. */
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
  return { least: 10 ** Math.floor(Math.log10(least)), most: 10 ** Math.ceil(Math.log10(most * 1.0001)) }
}

function latencyY(place: Track, { least, most }: Range, micros: number): number {
  return place.top + place.height * (1 - Math.log(micros / least) / Math.log(most / least))
}

/** A curve's name with its highest and lowest value in the gutter, and its base line. */
function heading(scene: Scene, { top, height }: Track, label: string, high: string, low: string): void {
  const { ctx, layout, colours, width } = scene
  ctx.strokeStyle = colours.line
  ctx.beginPath()
  ctx.moveTo(layout.gutter, top + height + 0.5)
  ctx.lineTo(width, top + height + 0.5)
  ctx.stroke()
  rowLabel(scene, high, top + 5)
  rowLabel(scene, low, top + height - 5)
  ctx.font = font(scene, 600)
  rowLabel(scene, label, top + height / 2)
}
