import { MurphyError } from '../../../op/failure.ts'
import { leads, lookAt } from '../replication/look.ts'
import { sample } from '../replication/sample.ts'
import type { ReplicationSetting } from '../replication/settings.ts'
import type { Vendor } from '../replication/vendor.ts'
import type { Rows } from './rows.ts'
import { semiSyncProblem } from './semi-sync.ts'
import type { Topology, Visited } from './topology.ts'

/** What a vendor's server says of its part in replication. */
export interface Part {
  readonly id: string
  readonly readOnly: boolean
  /** Whom it follows now, by their ids. */
  readonly sources: readonly string[]
  /** What it is a member of, beside: the setting that fits. */
  readonly memberOf?: string | undefined
}

export interface Replication {
  /** For sentences: `mysql`. */
  readonly target: string
  readonly vendor: Pick<Vendor, 'look'>
  readonly setting: ReplicationSetting
  part(rows: Rows): Promise<Part>
}

/** One that takes writes, and replicas of it. */
export function replication({ target, vendor, setting, part }: Replication): Topology {
  return {
    sessionFirst: () => [],
    async refuse(each) {
      const parts = await each(part)
      refuseMembers(parts, target, setting.name)
      const leader = oneCluster(parts)
      const { semiSync } = setting
      if (semiSync === undefined) return
      const found = await each((rows) => semiSyncProblem(rows, semiSync))
      const problem = found.find(({ server }) => server === leader.server)?.seen
      if (problem === undefined) return
      throw new MurphyError('usage', `The setting "${setting.name}" does not fit ${leader.server}: ${problem}.`, {
        hint: 'Say the --setting that fits (`murphy list --target` shows them), or set up the servers so.',
      })
    },
    leads: async (monitor, node, ms) => leads(await lookAt({ vendor, monitor }, node, ms)),
    sample: (monitor, nodes) => sample({ vendor, monitor }, nodes),
  }
}

function refuseMembers(parts: readonly Visited<Part>[], target: string, setting: string): void {
  const member = parts.find(({ seen }) => seen.memberOf !== undefined)
  if (member?.seen.memberOf === undefined) return
  throw new MurphyError('usage', `The setting "${setting}" does not fit ${member.server}, which is in a cluster.`, {
    hint: `Say murphy test ${target} --setting ${member.seen.memberOf}.`,
  })
}

/** Who leads the others, directly or not. */
function oneCluster(parts: readonly Visited<Part>[]): Visited<Part> {
  const takesWrites = parts.filter(({ seen }) => !seen.readOnly && seen.sources.length === 0)
  const [leader, second] = takesWrites
  if (leader === undefined)
    throw new MurphyError('usage', 'None of these servers is a primary: each is read-only, or follows another.', {
      hint: 'Give --nodes the primary, too.',
    })
  if (second !== undefined)
    throw new MurphyError(
      'usage',
      `${leader.server} and ${second.server} are not one cluster: both take writes, and neither follows the other.`,
      { hint: 'Give --nodes one primary and its replicas.' },
    )
  const ids = new Set(parts.map(({ seen }) => seen.id))
  const stray = parts.find((one) => one !== leader && !one.seen.sources.some((source) => ids.has(source)))
  if (stray !== undefined)
    throw new MurphyError(
      'usage',
      `${stray.server} is no replica of ${leader.server}: it follows none of the servers.`,
      {
        hint: 'Give --nodes one primary and its replicas; is replication stopped there?',
      },
    )
  return leader
}
