import type { Track } from '../layout.ts'
import { font, rowLabel, type Scene } from './scene.ts'

/** Where a bucket begins and ends, in pixels. */
export function edges({ buckets, x }: Scene, i: number): [left: number, right: number] {
  const from = buckets.from + i * buckets.width
  return [x(from), x(from + buckets.width)]
}

/** A curve's name with its highest and lowest value in the gutter, and its base line. */
export function heading(scene: Scene, { top, height }: Track, label: string, high: string, low: string): void {
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
