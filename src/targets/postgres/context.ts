import type { Shared } from '../common/replication/context.ts'
import type { Monitor } from '../sql/monitor.ts'
import type { Installation } from './installation.ts'
import type { ReplicationSetting } from './settings.ts'

/** What the parts of a deployed PostgreSQL share. */
export interface Context extends Shared {
  readonly setting: ReplicationSetting
  readonly installation: Installation
  readonly monitor: Monitor
  readonly fsync: boolean
}
