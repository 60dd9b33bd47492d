import type { Cut, Load, Measured } from '../src/cluster/cluster.ts'
import type { LinkEffect, Shape } from '../src/cluster/shape.ts'
import type { Json } from '../src/op/op.ts'
import { eventually } from './bounded.ts'
import { type LinkFault, linkFault, type Watch } from './link-fault.ts'
import type { FaultContext } from './nemesis.ts'

/** At most so many links are measured. */
const most = 3
/** Chance may hide an effect once: measured again for this long. */
const patienceMs = 4000

/** Enough packets for a share of a few percent to show. */
export const many: Load = { count: 80, everyMs: 4, bytes: 64 }
/** Enough bytes to take their time on a narrow link. */
export const large: Load = { count: 8, everyMs: 20, bytes: 8000 }

/** Whether the shape shows in how packets fare now, compared to how they fared before. */
export type Shows = (before: Measured, now: Measured, shape: Shape, load: Load) => boolean

/** A fault of all packets that the struck nodes send to other nodes; clients' links stay as they are, as in Jepsen. */
export function packetFault(
  fault: Pick<LinkFault, 'name' | 'about' | 'inWords'> & { shape: Shape; shows: Shows; load: Load; effect: LinkEffect },
) {
  return linkFault({
    ...fault,
    needs: [fault.effect, 'node-links'],
    leastNodes: 2,
    links: (node, others) => others.map((to) => ({ from: node, to })),
    watch: (context, links, shape) => measured(context, links, shape, fault),
  })
}

/** Watches links by packets of our own, which take the same way as the database's and are not of it. */
export async function measured(
  { cluster: { network } }: FaultContext,
  links: readonly Cut[],
  shape: Shape,
  { load, shows }: { readonly load: Load; readonly shows: Shows },
): Promise<Watch> {
  const look = async (some: readonly Cut[]) =>
    new Map<string, Measured>(
      await Promise.all(
        some.map(async (link) => [named(link), await network.measure(link.from, link.to, load)] as const),
      ),
    )
  const before = await look(links.slice(0, most))
  return async (phase, struck) => {
    const some = struck.filter((link) => before.has(named(link)))
    if (some.length === 0) return { seen: phase === 'stop', how: 'none of these links was watched' }
    const good = (now: ReadonlyMap<string, Measured>) =>
      [...now].every(([name, is]) => shows(before.get(name) ?? is, is, shape, load) === (phase === 'start'))
    const now = await eventually(patienceMs, () => look(some), good)
    return {
      seen: good(now),
      how: `${load.count} packets were sent over each of these links, and compared with what was before`,
      detail: Object.fromEntries([...now].map(([name, is]) => [name, fared(is)])),
    }
  }
}

const named = ({ from, to }: Cut) => `${from} → ${to}`

function fared({ medianMs, ...counts }: Measured): { [name: string]: Json } {
  return { ...counts, medianMs: medianMs === undefined ? null : Math.round(medianMs * 100) / 100 }
}

/** The round trip is longer than before by at least half of what it should be, `ms`. */
export function slower(before: Measured, now: Measured, ms: number): boolean {
  return (now.medianMs ?? 0) - (before.medianMs ?? 0) >= ms / 2
}
