import type { Shared } from '../../common/replication/context.ts'
import type { Monitor } from '../../sql/monitor.ts'
import type { Vendor } from './vendor.ts'

/** What the parts of a deployed primary with its standbys share. */
export interface Context extends Shared {
  readonly vendor: Vendor
  readonly monitor: Monitor
}
