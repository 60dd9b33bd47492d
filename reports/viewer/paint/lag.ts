import { track } from '../layout.ts'
import { nodeColour } from '../theme.ts'
import { heading } from './curve.ts'
import { clipped, type Scene } from './scene.ts'

/** `340 B`, `2.1 MB`. */
export function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)))
  const size = bytes / 1000 ** power
  return `${power === 0 || size >= 100 ? Math.round(size) : size.toFixed(1)} ${units[power]}`
}

/** Replication lag of each node, from zero: what grows steadily looks so. */
export function paintLag(scene: Scene): void {
  const { ctx, run, layout, colours } = scene
  const place = track(layout, 'lag')
  if (place === undefined) return
  const most = run.lag.bytes.reduce((a, b) => Math.max(a, b), 1000)
  const y = (bytes: number): number => place.top + place.height * (1 - bytes / most)
  heading(scene, place, 'Lag', bytesText(most), '0')
  clipped(scene, place.top - 2, place.height + 4, () => {
    ctx.lineWidth = 1.5
    run.nodes.forEach((_, node) => {
      ctx.strokeStyle = nodeColour(colours, node)
      ctx.setLineDash(dashes[node % dashes.length] ?? [])
      ctx.beginPath()
      let pen = false
      let lastY = 0
      for (let i = 0; i < run.lag.at.length; i++) {
        if (run.lag.node[i] !== node) continue
        const x = scene.x(run.lag.at[i] ?? 0)
        const bytes = run.lag.bytes[i] ?? -1
        if (bytes < 0) {
          if (pen) ctx.lineTo(x, lastY)
          pen = false
          continue
        }
        const at = y(bytes)
        if (!pen) ctx.moveTo(x, at)
        else {
          ctx.lineTo(x, lastY)
          ctx.lineTo(x, at)
        }
        lastY = at
        pen = true
      }
      ctx.stroke()
    })
    ctx.setLineDash([])
    ctx.lineWidth = 1
  })
}

/** Lines are told apart by their dashes too. */
export const dashes: readonly (readonly number[])[] = [[], [6, 3], [2, 2], [8, 3, 2, 3]] as const
