import type { Cluster } from '../../../cluster/cluster.ts'
import type { Json } from '../../../op/op.ts'
import type { Deployment } from '../../target.ts'
import { changesOnly } from '../changes-only.ts'
import type { Replicated } from './database.ts'

/** What the parts of a deployed system share. */
export interface Shared {
  readonly cluster: Cluster
  /** Commits wait for a standby. */
  readonly waits: boolean
  readonly roles: Roles
  readonly fencing: Fencing
  readonly log: (line: string) => void
  readonly record: (f: string, value: Json) => void
  /** As `record`, but not when the last such step was the same: for what is tried again and again. */
  readonly recordChange: (f: string, value: Json) => void
  /** Aborts when the system closes: what takes long ends, and no server is started any more. */
  readonly closing: AbortSignal
}

/** The same, as the failover manager has it. */
export interface Context extends Shared {
  readonly database: Replicated
}

/** What is done about an old leader before another is promoted. */
export interface Fencing {
  readonly by: 'kill' | 'lease'
  readonly leaseMs: number
}

/** What the manager believes of the nodes. */
export interface Roles {
  leader: string
  /** The leader leads, but clients are kept away until a standby has all that they could read there. */
  withheld: boolean
  /**
   * The nodes that were told to follow the leader. Only they can have confirmed a commit for it, so where commits wait
   * for a standby, all of them must be seen before another leader is chosen.
   */
  readonly standbys: Set<string>
  /** Standbys that were not seen to stream from the leader yet. */
  readonly astray: Set<string>
  /** Nodes that the manager has taken down itself, and will start again. */
  readonly fenced: Set<string>
  /** Old leaders that could not be stopped, and may wake up. */
  readonly deposed: Set<string>
  /** Nodes whose data were being made anew, and are not whole yet. */
  readonly unusable: Set<string>
}

/** At the beginning the first node leads, and all others follow it. */
export function sharedOf(
  { cluster, options, log, record }: Deployment,
  { waits, closing }: Pick<Shared, 'waits' | 'closing'>,
): Shared {
  const [leader = '', ...standbys] = cluster.nodes.map(({ name }) => name)
  return {
    cluster,
    waits,
    roles: {
      leader,
      withheld: false,
      standbys: new Set(standbys),
      astray: new Set(),
      fenced: new Set(),
      deposed: new Set(),
      unusable: new Set(),
    },
    fencing: { by: options.fencing === 'lease' ? 'lease' : 'kill', leaseMs: Number(options.lease ?? 2) * 1000 },
    log,
    record,
    recordChange: changesOnly(record),
    closing,
  }
}
