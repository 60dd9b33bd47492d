import type { Json } from '../src/op/op.ts'
import type { Step } from './timeline.ts'

/**
 * Links first, so that nodes find each other; then who is only paused; then who is down, which rejoins the others; then
 * a primary, where there is still none.
 */
const order = ['stop-partition', 'heal-replication', 'resume', 'start', 'failover']

/** The ops that undo faults, in the order in which a cluster recovers. Healing what is whole does no harm. */
export function healing(stops: readonly { readonly f: string; readonly value: Json }[]): Step[] {
  const rank = ({ f }: { readonly f: string }) => (order.includes(f) ? order.indexOf(f) : order.length)
  return [...stops].sort((a, b) => rank(a) - rank(b)).map((stop) => ({ at: 0, ...stop }))
}
