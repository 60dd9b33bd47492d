import type { Sample } from '../../history/samples.ts'
import type { Asker } from './asker.ts'
import { classify } from './errors.ts'
import { clockOffset, type Look, look } from './look.ts'

/** How long a node may take to say how it is, ms. */
const budgetMs = 250

/** One look at every node. Lag is counted from `leader`, where that one answers as a master. Never rejects. */
export async function sample(servers: ReadonlyMap<string, Asker>, leader: string): Promise<Omit<Sample, 'time'>[]> {
  const seen = await Promise.all(
    [...servers].map(async ([node, server]) => [node, await seeing(server).catch(silence)] as const),
  )
  const leading = seen.find(([node]) => node === leader)?.[1]
  const end = typeof leading === 'object' && leading.role === 'master' ? leading.offset : undefined
  return seen.map(([node, each]) => (typeof each === 'string' ? { node, role: each } : sampleOf(node, each, end)))
}

interface Seen extends Look {
  readonly clockOffsetMs: number
}

async function seeing(server: Asker): Promise<Seen> {
  return { ...(await look(server, budgetMs)), clockOffsetMs: await clockOffset(server, budgetMs) }
}

function sampleOf(node: string, seen: Seen, end: number | undefined): Omit<Sample, 'time'> {
  const { role, offset, linked, clockOffsetMs } = seen
  return {
    node,
    role: role === 'master' ? 'primary' : 'standby',
    position: String(offset),
    clockOffsetMs,
    ...(role === 'slave' && { following: linked }),
    ...(end !== undefined && { lagBytes: Math.max(0, end - offset) }),
  }
}

/** A server that answers, but only that it still loads its data, is not down. */
function silence(error: unknown): 'down' | 'unknown' {
  return classify(error).kind === 'loading' ? 'unknown' : 'down'
}
