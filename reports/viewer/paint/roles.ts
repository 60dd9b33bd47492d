import { ROLE_ROW, track } from '../layout.ts'
import { clipped, fitted, font, hatch, rowLabel, type Scene } from './scene.ts'

/** A lane for each node: who led, who followed, who was down. */
export function paintRoles(scene: Scene): void {
  const { ctx, run, layout, colours, width } = scene
  const place = track(layout, 'roles')
  if (place === undefined) return
  run.nodes.forEach((name, node) => {
    rowLabel(scene, name, place.top + (node + 0.5) * ROLE_ROW)
  })
  clipped(scene, place.top, place.height, () => {
    ctx.textBaseline = 'middle'
    for (const { node, role, from, to } of run.roles) {
      const left = scene.x(from)
      const right = scene.x(to)
      if (right < layout.gutter || left > width) continue
      const y = place.top + node * ROLE_ROW + 2
      const h = ROLE_ROW - 4
      if (role === 'unknown') {
        ctx.strokeStyle = colours.muted
        ctx.setLineDash([3, 3])
        ctx.strokeRect(left + 0.5, y + 0.5, right - left - 1, h - 1)
        ctx.setLineDash([])
      } else {
        ctx.fillStyle = colours[role]
        ctx.fillRect(left, y, right - left, h)
        if (role === 'down') hatch(ctx, left, y, right - left, h, colours.muted)
      }
      ctx.font = font(scene, role === 'primary' ? 600 : 400)
      const start = Math.max(left, layout.gutter) + 6
      const text = fitted(ctx, role, right - start - 4)
      if (role === 'down' && text !== '') {
        ctx.fillStyle = colours.surface
        ctx.fillRect(start - 3, y, ctx.measureText(text).width + 6, h)
      }
      ctx.fillStyle = role === 'primary' ? colours.surface : colours.ink
      ctx.fillText(text, start, y + h / 2 + 0.5)
    }
  })
}
