import type { Json } from '../src/op/op.ts'
import type { Fault } from './nemesis.ts'
import type { Step } from './timeline.ts'

/**
 * What hinders nodes first (links, limits), so that they find each other; then who is only paused; then disks; then who is down,
 * which rejoins the others; then a primary, where there is still none.
 */
const last = [
  'resume',
  'reset-clock',
  'free-disk',
  'writable-disk',
  'fast-disk',
  'restore-snapshot',
  'start',
  'recover',
  'power-on',
  'start-flipped',
  'start-truncated',
  'boot',
  'add-node',
  'end-restart',
  'failover',
]

/** The ops that undo faults, in the order in which a cluster recovers. Healing what is whole does no harm. */
export function healing(stops: readonly { readonly f: string; readonly value: Json }[]): Step[] {
  const rank = ({ f }: { readonly f: string }) => last.indexOf(f)
  return [...stops].sort((a, b) => rank(a) - rank(b)).map((stop) => ({ at: 0, ...stop }))
}

/** The ops that end these faults. */
export function stopping(faults: readonly Fault[]): Step[] {
  return healing(faults.map((fault) => fault.stop()))
}
