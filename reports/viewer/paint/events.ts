import { faultColour } from '../family.ts'
import { FAULT_ROW, track } from '../layout.ts'
import { inkOn } from '../theme.ts'
import { clipped, fitted, font, hatch, type Scene } from './scene.ts'

/**
 * Bars of the faults, paler while they are applied and healed. One that no probe saw is hatched, one that was never
 * healed has an open end.
 */
export function paintFaults(scene: Scene): void {
  const { ctx, run, layout, colours, width } = scene
  const place = track(layout, 'faults')
  if (place === undefined) return
  clipped(scene, place.top, place.height, () => {
    ctx.font = font(scene, 600)
    ctx.textBaseline = 'middle'
    run.faults.forEach(({ fault, began, from, to, ended, nodes, seen }, i) => {
      const left = scene.x(began)
      const right = Math.max(left + 2, scene.x(ended === -1 ? run.end : ended))
      if (right < layout.gutter || left > width) return
      const y = place.top + (layout.faultRows[i] ?? 0) * FAULT_ROW + 2
      const h = FAULT_ROW - 4
      const [sure, unsure] = [scene.x(from), to === -1 ? right : scene.x(to)]
      ctx.fillStyle = faultColour(colours, fault)
      ctx.globalAlpha = 0.4
      ctx.fillRect(left, y, right - left, h)
      ctx.globalAlpha = seen ? 1 : 0.4
      ctx.fillRect(sure, y, Math.max(1, unsure - sure), h)
      ctx.globalAlpha = 1
      if (!seen) hatch(ctx, left, y, right - left, h, colours.ink)
      // The label stands where the fault is sure, or where else there is room.
      const solid = Math.min(unsure, width) - Math.max(sure, layout.gutter) > 40
      const start = Math.max(solid ? sure : left, layout.gutter) + 6
      const room = Math.min(solid ? unsure : right, width) - start - 4
      const text = fitted(ctx, `${fault} ${nodes.join(' ')}${seen ? '' : ' (not observed)'}`, room)
      ctx.fillStyle = seen && solid ? inkOn(faultColour(colours, fault)) : colours.ink
      ctx.fillText(text, start, y + h / 2 + 0.5)
    })
  })
}

/** What the failover manager and the nemesis did, as marks with thin lines through all tracks below. */
export function paintSteps(scene: Scene): void {
  const { ctx, run, layout, colours } = scene
  const place = track(layout, 'steps')
  if (place === undefined) return
  const middle = place.top + place.height / 2
  clipped(scene, place.top, layout.height - place.top, () => {
    ctx.strokeStyle = colours.muted
    for (const { at, kind } of run.steps) {
      if (kind !== 'step') continue
      const x = Math.round(scene.x(at)) + 0.5
      ctx.globalAlpha = 0.45
      ctx.setLineDash([2, 4])
      ctx.beginPath()
      ctx.moveTo(x, place.top + place.height)
      ctx.lineTo(x, layout.height)
      ctx.stroke()
      ctx.setLineDash([])
      ctx.globalAlpha = 1
    }
    for (const { at, kind } of run.steps) mark(ctx, kind, scene.x(at), middle, scene)
  })
}

/** The shapes of the story further down the page: triangle, ring, dot, diamond. */
function mark(ctx: CanvasRenderingContext2D, kind: string, x: number, y: number, { colours }: Scene): void {
  ctx.beginPath()
  if (kind === 'fault') {
    ctx.moveTo(x, y - 5)
    ctx.lineTo(x + 5, y + 4)
    ctx.lineTo(x - 5, y + 4)
    ctx.closePath()
    ctx.fillStyle = colours['f-kill']
    ctx.fill()
  } else if (kind === 'trouble') {
    ctx.moveTo(x, y - 5)
    ctx.lineTo(x + 5, y)
    ctx.lineTo(x, y + 5)
    ctx.lineTo(x - 5, y)
    ctx.closePath()
    ctx.fillStyle = colours.fail
    ctx.fill()
  } else {
    ctx.arc(x, y, 4, 0, 2 * Math.PI)
    ctx.lineWidth = 2
    ctx.strokeStyle = kind === 'heal' ? colours['node-2'] : colours.focus
    ctx.fillStyle = kind === 'heal' ? colours.surface : colours.focus
    ctx.fill()
    ctx.stroke()
    ctx.lineWidth = 1
  }
}

/** One arrowhead for each op that a checker found fault with. */
export function paintFound(scene: Scene): void {
  const { ctx, run, layout, colours } = scene
  const place = track(layout, 'found')
  if (place === undefined) return
  clipped(scene, place.top, place.height, () => {
    ctx.fillStyle = colours.found
    let last = Number.NEGATIVE_INFINITY
    for (const position of run.found) {
      const x = scene.x(run.ops.at[position] ?? 0)
      if (x - last < 1) continue
      last = x
      ctx.beginPath()
      ctx.moveTo(x - 4.5, place.top + 2)
      ctx.lineTo(x + 4.5, place.top + 2)
      ctx.lineTo(x, place.top + place.height - 2)
      ctx.fill()
    }
  })
}
