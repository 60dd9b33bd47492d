import type { Cluster } from '../../../cluster/cluster.ts'
import type { Leading } from '../../common/leading.ts'
import type { Monitor } from '../../sql/monitor.ts'
import type { Deployment } from '../../target.ts'

/** What the parts of a deployed group share. */
export interface Context {
  readonly cluster: Cluster
  readonly monitor: Monitor
  readonly leading: Leading
  /** Makes a stopped node one that was never a member. */
  readonly install: (node: string) => Promise<void>
  /** Nodes that were taken out of the group, to come back empty. */
  readonly removed: Set<string>
  readonly record: Deployment['record']
  readonly log: (line: string) => void
  readonly closing: AbortSignal
}
