import { type Buckets, bucket, bucketWidth } from './buckets.ts'
import { type Layout, layout } from './layout.ts'
import { paintAxis, paintLabels } from './paint/axis.ts'
import { paintCursor } from './paint/cursor.ts'
import { paintFaults, paintFound, paintSteps } from './paint/events.ts'
import { paintLag } from './paint/lag.ts'
import { paintLanes } from './paint/lanes.ts'
import { paintLatency } from './paint/latency.ts'
import { paintOverview } from './paint/overview.ts'
import { paintRate } from './paint/rate.ts'
import { paintRoles } from './paint/roles.ts'
import { resize, type Surface, surface } from './surface.ts'
import { type Palette, palette } from './theme.ts'
import type { Change, View } from './view.ts'

export const OVERVIEW = 56

/** Draws a view: the strip of the whole run, the chart, and over it what moves with the pointer. */
export class Chart {
  readonly #view: View
  readonly #overview: Surface
  readonly #chart: Surface
  readonly #cursor: Surface
  #pending: Change | undefined
  #whole: { width: number; buckets: Buckets } | undefined
  layout: Layout
  colours: Palette
  buckets: Buckets
  width = 0

  constructor(
    view: View,
    canvases: { overview: HTMLCanvasElement; chart: HTMLCanvasElement; cursor: HTMLCanvasElement },
  ) {
    this.#view = view
    this.#overview = surface(canvases.overview)
    this.#chart = surface(canvases.chart)
    this.#cursor = surface(canvases.cursor)
    this.colours = palette()
    this.layout = layout(view.run, 1000)
    this.buckets = bucket(view.run.ops, view.mask, view.span, view.run.end)
    view.onChange((change) => this.draw(change))
  }

  /** Pixel of a moment, and the moment of a pixel. */
  x(time: number): number {
    const { from, to } = this.#view.span
    return this.layout.gutter + ((time - from) / (to - from)) * (this.width - this.layout.gutter)
  }

  time(x: number): number {
    const { from, to } = this.#view.span
    return from + ((x - this.layout.gutter) / Math.max(1, this.width - this.layout.gutter)) * (to - from)
  }

  wholeTime(x: number): number {
    const share = (x - this.layout.gutter) / Math.max(1, this.width - this.layout.gutter)
    return Math.min(1, Math.max(0, share)) * this.#view.run.end
  }

  /** At the browser's next picture; several changes before it are one. */
  draw(change: Change): void {
    if (this.#pending === undefined) requestAnimationFrame(() => this.drawNow())
    if (this.#pending !== 'view') this.#pending = change
  }

  drawNow(): void {
    const change = this.#pending ?? 'view'
    this.#pending = undefined
    this.width = this.#chart.canvas.clientWidth
    if (this.width === 0) return
    if (change === 'view') this.#drawView()
    const { run, selected, hovered, moment, brush } = this.#view
    const { layout, colours, width } = this
    resize(this.#cursor, width, layout.height)
    paintCursor({
      ctx: this.#cursor.ctx,
      run,
      layout,
      colours,
      width,
      selected,
      hovered,
      moment,
      brush,
      x: (t) => this.x(t),
    })
  }

  #drawView(): void {
    const { run, span, mask } = this.#view
    const { width } = this
    this.layout = layout(run, width)
    const room = width - this.layout.gutter
    this.buckets = bucket(run.ops, mask, span, bucketWidth(run.ops, span, room, 4))
    resize(this.#chart, width, this.layout.height)
    const { ctx } = this.#chart
    ctx.clearRect(0, 0, width, this.layout.height)
    const scene = {
      ctx,
      run,
      layout: this.layout,
      span,
      colours: this.colours,
      mask,
      buckets: this.buckets,
      width,
      x: (t: number) => this.x(t),
    }
    paintAxis(scene)
    paintLabels(scene)
    paintSteps(scene)
    paintFaults(scene)
    paintFound(scene)
    paintRoles(scene)
    paintLag(scene)
    paintRate(scene)
    paintLatency(scene)
    paintLanes(scene)
    this.#drawOverview(room)
  }

  #drawOverview(room: number): void {
    const { run, span } = this.#view
    const { width, colours } = this
    if (this.#whole?.width !== width) {
      const all = new Uint8Array(run.ops.count).fill(1)
      const whole = { from: 0, to: run.end }
      this.#whole = { width, buckets: bucket(run.ops, all, whole, bucketWidth(run.ops, whole, room, 3)) }
    }
    resize(this.#overview, width, OVERVIEW)
    const { ctx } = this.#overview
    paintOverview({
      ctx,
      run,
      colours,
      buckets: this.#whole.buckets,
      span,
      gutter: this.layout.gutter,
      width,
      height: OVERVIEW,
    })
  }
}
