import type { Sample } from '../../../history/samples.ts'
import type { Context } from './context.ts'
import { lookAt } from './look.ts'

/** How long a node may take to say how it is, ms. */
const budgetMs = 250

/** One look at every node; its position is how many transactions it has. Never rejects. */
export function sample(context: Context): Promise<Omit<Sample, 'time'>[]> {
  return Promise.all(
    context.cluster.nodes.map(async ({ name: node }): Promise<Omit<Sample, 'time'>> => {
      const asked = performance.now()
      const seen = await lookAt(context, node, budgetMs).catch(() => undefined)
      if (seen === undefined) return { node, role: 'down' }
      const then = Date.now() - (performance.now() - asked) / 2
      return {
        node,
        role: seen.readOnly ? 'standby' : 'primary',
        position: seen.received.count.join('-'),
        ...(seen.readOnly ? { following: seen.following?.works ?? false } : {}),
        clockOffsetMs: Math.round(seen.clock - then),
      }
    }),
  )
}
