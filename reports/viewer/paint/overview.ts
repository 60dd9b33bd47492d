import type { Buckets } from '../buckets.ts'
import type { RunData } from '../data.ts'
import { faultColour } from '../family.ts'
import type { Span } from '../span.ts'
import type { Palette } from '../theme.ts'

export interface OverviewScene {
  readonly ctx: CanvasRenderingContext2D
  readonly run: RunData
  readonly colours: Palette
  readonly buckets: Buckets
  readonly span: Span
  readonly gutter: number
  readonly width: number
  readonly height: number
}

/** The whole run in a strip: rate, faults, findings, and the window that the chart shows. */
export function paintOverview({ ctx, run, colours, buckets, span, gutter, width, height }: OverviewScene): void {
  const x = (time: number): number => gutter + (time / run.end) * (width - gutter)
  ctx.clearRect(0, 0, width, height)
  ctx.fillStyle = colours.sunken
  ctx.fillRect(0, 0, width, height)
  for (const { fault, began, ended } of run.faults) {
    const left = x(began)
    const right = x(ended === -1 ? run.end : ended)
    ctx.fillStyle = faultColour(colours, fault)
    ctx.globalAlpha = 0.18
    ctx.fillRect(left, 0, right - left, height)
    ctx.globalAlpha = 0.9
    ctx.fillRect(left, 0, Math.max(1, right - left), 4)
    ctx.globalAlpha = 1
  }
  let most = 1
  for (let i = 0; i < buckets.size; i++) {
    most = Math.max(most, (buckets.ok[i] ?? 0) + (buckets.fail[i] ?? 0) + (buckets.info[i] ?? 0))
  }
  for (let i = 0; i < buckets.size; i++) {
    let foot = height
    const left = x(buckets.from + i * buckets.width)
    const right = Math.min(width, Math.max(left + 1, x(buckets.from + (i + 1) * buckets.width) - 0.5))
    for (const outcome of ['ok', 'fail', 'info'] as const) {
      const h = ((buckets[outcome][i] ?? 0) / most) * (height - 14)
      ctx.fillStyle = colours[outcome]
      ctx.fillRect(left, foot - h, right - left, h)
      foot -= h
    }
  }
  ctx.fillStyle = colours.found
  for (const position of run.found) ctx.fillRect(x(run.ops.at[position] ?? 0) - 0.5, 6, 1.5, 6)
  const [open, close] = [x(span.from), x(span.to)]
  ctx.fillStyle = colours.surface
  ctx.globalAlpha = 0.65
  ctx.fillRect(gutter, 0, open - gutter, height)
  ctx.fillRect(close, 0, width - close, height)
  ctx.globalAlpha = 1
  ctx.strokeStyle = colours.ink
  ctx.lineWidth = 1.5
  ctx.strokeRect(open + 0.75, 0.75, Math.max(2, close - open - 1.5), height - 1.5)
  ctx.lineWidth = 1
  ctx.font = `400 11px ${colours.font}`
  ctx.fillStyle = colours.muted
  ctx.textAlign = 'right'
  ctx.textBaseline = 'middle'
  ctx.fillText(gutter < 80 ? 'Run' : 'Whole run', gutter - 10, height / 2)
  ctx.textAlign = 'left'
}
