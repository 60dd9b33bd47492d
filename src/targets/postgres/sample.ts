import type { Sample } from '../../history/samples.ts'
import type { Monitor } from '../sql/monitor.ts'
import { classify } from './errors.ts'
import { formatLsn, type Look, look } from './look.ts'

/** How long a node may take to say how it is, ms. */
const budgetMs = 250

/** One look at every node. Lag is counted from `leader`, where that one answers as a primary. Never rejects. */
export async function sample(
  monitor: Monitor,
  nodes: readonly string[],
  leader: string,
): Promise<Omit<Sample, 'time'>[]> {
  const looks = new Map<string, Look | 'down' | 'unknown'>()
  await Promise.all(nodes.map(async (node) => looks.set(node, await look(monitor, node, budgetMs).catch(silence))))
  const leading = looks.get(leader)
  const end = typeof leading === 'object' && !leading.recovering ? leading.lsn : undefined
  return nodes.map((node) => {
    const seen = looks.get(node) ?? 'unknown'
    if (typeof seen === 'string') return { node, role: seen }
    return {
      node,
      role: seen.recovering ? 'standby' : 'primary',
      position: formatLsn(seen.lsn),
      ...(seen.recovering && seen.streaming !== undefined ? { following: seen.streaming } : {}),
      ...(seen.clockOffsetMs === undefined ? {} : { clockOffsetMs: seen.clockOffsetMs }),
      ...(end === undefined ? {} : { lagBytes: Number(end > seen.lsn ? end - seen.lsn : 0n) }),
    }
  })
}

/** A server that answers, but only that it cannot be used yet, is not down. */
function silence(error: unknown): 'down' | 'unknown' {
  return classify(error).kind === 'cannot-connect-now' ? 'unknown' : 'down'
}
