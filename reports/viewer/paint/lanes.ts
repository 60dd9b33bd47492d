import { FAIL, INFO, OK } from '../data.ts'
import { track } from '../layout.ts'
import { inkOn } from '../theme.ts'
import { clipped, fitted, font, rowLabel, type Scene } from './scene.ts'

/**
 * A lane for each client. Outcome is told by colour and by shape: ok is a bar in the middle of its lane, fail a hollow
 * one in the lower half, info a bar over the whole height whose thin tail says that it may still happen. Far out,
 * where ops are narrower than a pixel, at most one mark of a kind is drawn on each, the rarer kinds last.
 */
export function paintLanes(scene: Scene): void {
  const { layout, run } = scene
  const place = track(layout, 'lanes')
  if (place === undefined) return
  const every = Math.max(1, Math.ceil(12 / layout.laneHeight))
  run.laneNames.forEach((name, lane) => {
    if (lane % every === 0) {
      const text = lane === 0 && layout.gutter > 80 ? `client ${name}` : name
      rowLabel(scene, text, place.top + (lane + 0.5) * layout.laneHeight)
    }
  })
  clipped(scene, place.top, place.height, () => {
    run.lanes.forEach((positions, lane) => {
      const top = place.top + lane * layout.laneHeight
      paintTails(scene, positions, top)
      for (const type of [OK, FAIL, INFO]) paintKind(scene, positions, top, type, false)
      paintKind(scene, positions, top, -1, true)
    })
  })
}

/** First position in a lane whose op ends at or after `time`; ops of a lane follow each other. */
export function firstEnding(ends: Float64Array, positions: Int32Array, time: number): number {
  let low = 0
  let high = positions.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ends[positions[middle] ?? 0] ?? 0) < time) low = middle + 1
    else high = middle
  }
  return low
}

function paintKind(scene: Scene, positions: Int32Array, top: number, type: number, found: boolean): void {
  const { ctx, run, span, colours, mask, layout } = scene
  const { ops } = run
  const h = layout.laneHeight
  const pad = h > 6 ? Math.max(1, h * 0.18) : 0.5
  const names = ['ok', 'fail', 'info'] as const
  ctx.fillStyle = found ? colours.found : colours[names[type] ?? 'ok']
  ctx.strokeStyle = ctx.fillStyle
  let painted = Number.NEGATIVE_INFINITY
  for (let i = firstEnding(ops.end, positions, span.from); i < positions.length; i++) {
    const position = positions[i] ?? 0
    const at = ops.at[position] ?? 0
    if (at > span.to) break
    if (mask[position] === 0 || (ops.found[position] === 1) !== found || (!found && ops.type[position] !== type))
      continue
    const left = scene.x(at)
    const right = scene.x(ops.end[position] ?? at)
    if (right <= painted && right - left < 1) continue
    const x = Math.max(left, painted)
    const w = Math.max(1, right - x)
    painted = x + w
    if (found || type === OK) ctx.fillRect(x, top + pad, w, h - 2 * pad)
    else if (type === FAIL) fail(ctx, x, top + h / 2, w, h / 2 - pad / 2)
    else info(ctx, x, top, Math.min(w, 4000), h, ops.done[position] === -1)
    if (w > 44 && h >= 12)
      label(scene, position, x, w, top + h / 2, type === FAIL ? colours.ink : inkOn(String(ctx.fillStyle)))
  }
}

function fail(ctx: CanvasRenderingContext2D, x: number, y: number, w: number, h: number): void {
  if (w < 4 || h < 4) {
    ctx.fillRect(x, y, w, h)
    return
  }
  ctx.globalAlpha = 0.3
  ctx.fillRect(x, y, w, h)
  ctx.globalAlpha = 1
  ctx.strokeRect(x + 0.5, y + 0.5, w - 1, h - 1)
}

function info(ctx: CanvasRenderingContext2D, x: number, top: number, w: number, h: number, open: boolean): void {
  ctx.fillRect(x, top + 0.5, w, h - 1)
  if (open || h < 8) return
  const end = x + w
  ctx.beginPath()
  ctx.moveTo(end, top)
  ctx.lineTo(end + h / 3, top + h / 2)
  ctx.lineTo(end, top + h)
  ctx.fill()
}

/** From an indeterminate op's end to the next op of its client: it may happen then, and later. */
function paintTails(scene: Scene, positions: Int32Array, top: number): void {
  const { ctx, run, span, colours, mask, layout } = scene
  const { ops } = run
  const y = top + layout.laneHeight / 2
  ctx.fillStyle = colours.info
  ctx.globalAlpha = 0.5
  for (let i = Math.max(0, firstEnding(ops.end, positions, span.from) - 1); i < positions.length; i++) {
    const position = positions[i] ?? 0
    const end = ops.end[position] ?? 0
    if ((ops.at[position] ?? 0) > span.to) break
    if (ops.type[position] !== INFO || mask[position] === 0) continue
    const next = positions[i + 1]
    const until = next === undefined ? run.end : (ops.at[next] ?? run.end)
    const left = Math.max(layout.gutter, scene.x(end))
    ctx.fillRect(left, y - 0.75, Math.min(scene.width, scene.x(until)) - left, 1.5)
  }
  ctx.globalAlpha = 1
}

function label(scene: Scene, position: number, x: number, w: number, middle: number, colour: string): void {
  const { ctx, run, layout } = scene
  const { ops } = run
  const start = Math.max(x, layout.gutter) + 5
  const text = `${run.fs[ops.f[position] ?? 0] ?? ''} ${ops.result[position] ?? ops.value[position] ?? ''}`
  const before = ctx.fillStyle
  ctx.font = font(scene)
  ctx.fillStyle = colour
  ctx.textBaseline = 'middle'
  ctx.fillText(fitted(ctx, text, x + w - start - 4), start, middle + 0.5)
  ctx.fillStyle = before
}
