import { INFO, type RunData } from '../data.ts'
import { type Layout, track } from '../layout.ts'
import type { Span } from '../span.ts'
import type { Palette } from '../theme.ts'

export interface CursorScene {
  readonly ctx: CanvasRenderingContext2D
  readonly run: RunData
  readonly layout: Layout
  readonly colours: Palette
  readonly width: number
  readonly selected: number | undefined
  readonly hovered: number | undefined
  /** A moment to mark: a step of the story, or where the pointer is. µs. */
  readonly moment: number | undefined
  /** The window being drawn with the pointer. */
  readonly brush: Span | undefined
  x(time: number): number
}

/** What changes with the pointer and the selection, on a layer of its own. */
export function paintCursor(scene: CursorScene): void {
  const { ctx, layout, width, colours, moment, brush, selected, hovered } = scene
  ctx.clearRect(0, 0, width, layout.height)
  ctx.save()
  ctx.beginPath()
  ctx.rect(layout.gutter, 0, width - layout.gutter, layout.height)
  ctx.clip()
  if (moment !== undefined) {
    ctx.strokeStyle = colours.ink
    ctx.globalAlpha = 0.5
    ctx.beginPath()
    const x = Math.round(scene.x(moment)) + 0.5
    ctx.moveTo(x, 24)
    ctx.lineTo(x, layout.height)
    ctx.stroke()
    ctx.globalAlpha = 1
  }
  if (brush !== undefined) {
    ctx.fillStyle = colours.focus
    ctx.globalAlpha = 0.16
    ctx.fillRect(scene.x(brush.from), 0, scene.x(brush.to) - scene.x(brush.from), layout.height)
    ctx.globalAlpha = 1
  }
  if (hovered !== undefined && hovered !== selected) outline(scene, hovered, 1)
  if (selected !== undefined) outline(scene, selected, 2)
  ctx.restore()
}

function outline(scene: CursorScene, position: number, weight: number): void {
  const { ctx, run, layout, colours, width } = scene
  const place = track(layout, 'lanes')
  if (place === undefined) return
  const { ops } = run
  const left = scene.x(ops.at[position] ?? 0)
  const right = Math.max(left + 2, scene.x(ops.end[position] ?? 0))
  const top = place.top + (ops.lane[position] ?? 0) * layout.laneHeight
  ctx.strokeStyle = colours.ink
  ctx.fillStyle = colours.info
  if (weight > 1) {
    ctx.globalAlpha = 0.35
    ctx.setLineDash([3, 3])
    ctx.beginPath()
    for (const x of [left, right]) {
      ctx.moveTo(Math.round(x) + 0.5, 24)
      ctx.lineTo(Math.round(x) + 0.5, layout.height)
    }
    ctx.stroke()
    ctx.setLineDash([])
    ctx.globalAlpha = 1
    // An indeterminate op may take effect until the end of time.
    if (ops.type[position] === INFO) ctx.fillRect(right, top + layout.laneHeight / 2 - 1, width - right, 2)
  }
  ctx.lineWidth = weight
  ctx.strokeRect(left - 1.5, top - 0.5, right - left + 3, layout.laneHeight + 1)
  ctx.lineWidth = 1
}
