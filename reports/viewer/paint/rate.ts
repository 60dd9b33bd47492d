import { count } from '../../text.ts'
import { track } from '../layout.ts'
import { edges, heading } from './curve.ts'
import { clipped, type Scene } from './scene.ts'

/** Completions a second, stacked: ok below, then fail, then info. */
export function paintRate(scene: Scene): void {
  const { ctx, layout, colours, buckets } = scene
  const place = track(layout, 'rate')
  if (place === undefined) return
  let most = 0
  for (let i = 0; i < buckets.size; i++) {
    most = Math.max(most, (buckets.ok[i] ?? 0) + (buckets.fail[i] ?? 0) + (buckets.info[i] ?? 0))
  }
  const top = (most * 1e6) / buckets.width
  heading(scene, place, 'Ops/s', top >= 10 || top === 0 ? count(top) : top.toFixed(1), '0')
  if (most === 0) return
  clipped(scene, place.top, place.height, () => {
    for (let i = 0; i < buckets.size; i++) {
      let foot = place.top + place.height
      const [left, right] = edges(scene, i)
      for (const outcome of ['ok', 'fail', 'info'] as const) {
        const h = ((buckets[outcome][i] ?? 0) / most) * place.height
        ctx.fillStyle = colours[outcome]
        ctx.fillRect(left, foot - h, Math.max(1, right - left - 0.5), h)
        foot -= h
      }
    }
  })
}
