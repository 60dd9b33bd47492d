import { faultColour } from '../family.ts'
import { track } from '../layout.ts'
import { ticks, tickText } from '../span.ts'
import { clipped, font, rowLabel, type Scene } from './scene.ts'

/** The ground of the chart: grid lines, times, and the tint of every fault in force through all tracks. */
export function paintAxis(scene: Scene): void {
  const { ctx, layout, span, colours, width, run } = scene
  const axis = track(layout, 'axis')
  if (axis === undefined) return
  const top = axis.top + axis.height
  const below = layout.height - top
  clipped(scene, top, below, () => {
    ctx.globalAlpha = 0.09
    for (const { fault, began, ended } of run.faults) {
      const left = scene.x(began)
      ctx.fillStyle = faultColour(colours, fault)
      ctx.fillRect(left, top, scene.x(ended === -1 ? run.end : ended) - left, below)
    }
    ctx.globalAlpha = 1
  })
  const marks = ticks(span, (width - layout.gutter) / 110)
  ctx.strokeStyle = colours.grid
  ctx.lineWidth = 1
  ctx.beginPath()
  for (const time of marks) {
    const x = Math.round(scene.x(time)) + 0.5
    ctx.moveTo(x, top)
    ctx.lineTo(x, layout.height)
  }
  ctx.stroke()
  ctx.font = font(scene)
  ctx.fillStyle = colours.muted
  ctx.textBaseline = 'middle'
  for (const time of marks) {
    const text = tickText(time, span)
    const half = ctx.measureText(text).width / 2
    const x = Math.min(width - half - 4, Math.max(layout.gutter + half, scene.x(time)))
    ctx.textAlign = 'center'
    ctx.fillText(text, x, axis.top + axis.height / 2 + 1)
  }
  ctx.textAlign = 'left'
  ctx.strokeStyle = colours.line
  ctx.beginPath()
  ctx.moveTo(layout.gutter, top + 0.5)
  ctx.lineTo(width, top + 0.5)
  ctx.stroke()
}

/** Names of the tracks that have no rows of their own. */
export function paintLabels(scene: Scene): void {
  for (const { name, label, top, height } of scene.layout.tracks) {
    if (name === 'found' || name === 'steps' || name === 'faults')
      rowLabel(scene, label, top + Math.min(height, 20) / 2)
  }
}
