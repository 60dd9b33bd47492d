import type { Buckets } from '../buckets.ts'
import type { RunData } from '../data.ts'
import type { Layout } from '../layout.ts'
import type { Span } from '../span.ts'
import type { Palette } from '../theme.ts'

/** All that a painter needs; coordinates are CSS pixels. */
export interface Scene {
  readonly ctx: CanvasRenderingContext2D
  readonly run: RunData
  readonly layout: Layout
  readonly span: Span
  readonly colours: Palette
  /** 1 where an op passes the filter. */
  readonly mask: Uint8Array
  readonly buckets: Buckets
  readonly width: number
  /** Pixel of a moment (µs), and back. */
  x(time: number): number
}

export const SMALL = 11

export function font(scene: Scene, weight = 400, size = SMALL): string {
  return `${weight} ${size}px ${scene.colours.font}`
}

/** Draws only inside the time area below the axis' labels. */
export function clipped(scene: Scene, top: number, height: number, draw: () => void): void {
  const { ctx, layout, width } = scene
  ctx.save()
  ctx.beginPath()
  ctx.rect(layout.gutter, top, width - layout.gutter, height)
  ctx.clip()
  draw()
  ctx.restore()
}

/** Text cut with an ellipsis to fit. */
export function fitted(ctx: CanvasRenderingContext2D, text: string, room: number): string {
  if (room < 12) return ''
  if (ctx.measureText(text).width <= room) return text
  let length = Math.min(text.length, Math.floor(room / 4))
  while (length > 0 && ctx.measureText(`${text.slice(0, length)}…`).width > room) length--
  return length === 0 ? '' : `${text.slice(0, length)}…`
}

/** A label in the gutter, right-aligned at the middle of a row. */
export function rowLabel(scene: Scene, text: string, middle: number): void {
  const { ctx, layout, colours } = scene
  ctx.font = font(scene)
  ctx.fillStyle = colours.muted
  ctx.textAlign = 'right'
  ctx.textBaseline = 'middle'
  ctx.fillText(fitted(ctx, text, layout.gutter - 16), layout.gutter - 10, middle)
  ctx.textAlign = 'left'
}

/** Diagonal lines over a rectangle: a mark that does not rest on colour. */
export function hatch(ctx: CanvasRenderingContext2D, x: number, y: number, w: number, h: number, colour: string): void {
  ctx.save()
  ctx.beginPath()
  ctx.rect(x, y, w, h)
  ctx.clip()
  ctx.strokeStyle = colour
  ctx.lineWidth = 1
  ctx.beginPath()
  for (let at = x - h; at < x + w; at += 6) {
    ctx.moveTo(at, y + h)
    ctx.lineTo(at + h, y)
  }
  ctx.stroke()
  ctx.restore()
}
