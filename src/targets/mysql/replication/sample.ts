import type { Sample } from '../../../history/samples.ts'
import { type Looking, leads, lookAt } from './look.ts'

/** How long a node may take to say how it is, ms. */
const budgetMs = 250

/** One look at every node; its position is how many transactions it has. Never rejects. */
export function sample(looking: Looking, nodes: readonly string[]): Promise<Omit<Sample, 'time'>[]> {
  return Promise.all(
    nodes.map(async (node): Promise<Omit<Sample, 'time'>> => {
      const asked = performance.now()
      const seen = await lookAt(looking, node, budgetMs).catch(() => undefined)
      if (seen === undefined) return { node, role: 'down' }
      const then = Date.now() - (performance.now() - asked) / 2
      return {
        node,
        role: leads(seen) ? 'primary' : 'standby',
        position: seen.received.count.join('-'),
        ...(leads(seen) ? {} : { following: seen.following?.works ?? false }),
        clockOffsetMs: Math.round(seen.clock - then),
      }
    }),
  )
}
