import type { Sample } from '../../../history/samples.ts'
import type { Monitor } from '../../sql/monitor.ts'
import { look } from './look.ts'

/** How long a node may take to say how it is, ms. */
const budgetMs = 250

/** One look at every node: all that serve lead; one that answers and does not serve is not down. Never rejects. */
export function sample(monitor: Monitor, nodes: readonly string[]): Promise<Omit<Sample, 'time'>[]> {
  return Promise.all(
    nodes.map(async (node) => {
      const seen = await look(monitor, node, budgetMs).catch(() => undefined)
      if (seen === undefined) return { node, role: 'down' as const }
      return {
        node,
        role: seen.serves ? ('primary' as const) : ('unknown' as const),
        position: String(seen.committed),
        clockOffsetMs: seen.clockOffsetMs,
      }
    }),
  )
}
