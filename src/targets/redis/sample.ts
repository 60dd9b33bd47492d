import type { Sample } from '../../history/samples.ts'
import type { Asker } from './asker.ts'
import { classify } from './errors.ts'
import { type Look, look } from './look.ts'

/** How long a node may take to say how it is, ms. */
const budgetMs = 250

/** One look at every node. Lag is counted from `leader`, where that one answers as a master. Never rejects. */
export async function sample(servers: ReadonlyMap<string, Asker>, leader: string): Promise<Omit<Sample, 'time'>[]> {
  const seen = await Promise.all(
    [...servers].map(async ([node, server]) => [node, await look(server, budgetMs).catch(silence)] as const),
  )
  const leading = seen.find(([node]) => node === leader)?.[1]
  const end = typeof leading === 'object' && leading.role === 'master' ? leading.offset : undefined
  return seen.map(([node, each]) => (typeof each === 'string' ? { node, role: each } : sampleOf(node, each, end)))
}

function sampleOf(node: string, { role, offset, linked }: Look, end: number | undefined): Omit<Sample, 'time'> {
  return {
    node,
    role: role === 'master' ? 'primary' : 'standby',
    position: String(offset),
    ...(role === 'slave' && { following: linked }),
    ...(end !== undefined && { lagBytes: Math.max(0, end - offset) }),
  }
}

/** A server that answers, but only that it still loads its data, is not down. */
function silence(error: unknown): 'down' | 'unknown' {
  return classify(error).kind === 'loading' ? 'unknown' : 'down'
}
