/** A canvas in CSS pixels, sharp on every screen. */
export interface Surface {
  readonly canvas: HTMLCanvasElement
  readonly ctx: CanvasRenderingContext2D
}

export function surface(canvas: HTMLCanvasElement): Surface {
  const ctx = canvas.getContext('2d')
  if (ctx === null) throw new Error('this browser draws no canvas')
  return { canvas, ctx }
}

/** Canvases larger than this are refused by browsers, or eat memory. Device pixels on a side. */
const MOST = 16_000

export function resize({ canvas, ctx }: Surface, width: number, height: number): void {
  const ratio = Math.min(window.devicePixelRatio || 1, MOST / Math.max(width, height, 1))
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)]
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w
    canvas.height = h
    canvas.style.height = `${height}px`
  }
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0)
}
