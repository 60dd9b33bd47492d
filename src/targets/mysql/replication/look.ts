import type { Monitor } from '../../sql/monitor.ts'
import type { Look, Vendor } from './vendor.ts'

/** What it takes to look at servers that replicate. */
export interface Looking {
  readonly vendor: Pick<Vendor, 'look'>
  readonly monitor: Monitor
}

/** One look at a server, over the connection that is kept for that. */
export function lookAt({ vendor, monitor }: Looking, node: string, ms: number): Promise<Look> {
  return vendor.look((text) => monitor.ask(node, { text }, ms))
}

/** One that takes writes and follows another leads nobody. */
export function leads({ readOnly, following }: Look): boolean {
  return !readOnly && following?.works !== true
}
