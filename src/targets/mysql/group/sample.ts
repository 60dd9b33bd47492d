import type { Sample } from '../../../history/samples.ts'
import type { Monitor } from '../../sql/monitor.ts'
import { lookAt } from './look.ts'

/** How long a node may take to say how it is, ms. */
const budgetMs = 250

/** Members that are not online serve nobody, whatever they answer. */
export async function sample(monitor: Monitor, node: string): Promise<Omit<Sample, 'time'>> {
  const asked = performance.now()
  const seen = await lookAt(monitor, node, budgetMs).catch(() => undefined)
  if (seen === undefined) return { node, role: 'down' }
  const then = Date.now() - (performance.now() - asked) / 2
  const role = seen.state !== 'ONLINE' ? 'unknown' : seen.primary ? 'primary' : 'standby'
  return {
    node,
    role,
    position: String(seen.applied.count),
    ...(role === 'standby' ? { following: seen.quorate } : {}),
    clockOffsetMs: Math.round(seen.clock - then),
  }
}
