import { byName } from '../../op/names.ts'
import type { Option, Options } from '../../op/option.ts'

/** How soon Patroni acts, in seconds, by the names of its dynamic configuration. */
export interface Timing {
  /** For so long the leader's key lives that is not renewed. */
  readonly ttl: number
  /** Between two looks of a node at itself and at etcd. */
  readonly loop_wait: number
  /** For so long a node tries to reach etcd and PostgreSQL before a leader gives up. */
  readonly retry_timeout: number
}

/** The first is the default here. Both keep to loop_wait + 2 × retry_timeout ≤ ttl, as the documentation asks. */
const presets: readonly ({ readonly name: string } & Timing)[] = [
  { name: 'tight', ttl: 8, loop_wait: 1, retry_timeout: 3 },
  { name: 'default', ttl: 30, loop_wait: 10, retry_timeout: 10 },
]

const ofPreset = (about: string, name: string): Option => ({
  name,
  about: `${about}, in seconds; 0: as --timing says`,
  most: 300,
  whole: true,
  default: 0,
})

export const timingOptions: readonly Option[] = [
  {
    name: 'timing',
    about: 'how soon Patroni acts: its own default (ttl 30, loop_wait 10, retry_timeout 10) or tight (8, 1, 3)',
    values: presets.map(({ name }) => name),
    default: 'tight',
  },
  ofPreset('how long the key of a leader lives that does not renew it', 'ttl'),
  ofPreset('time between two looks of Patroni at its node', 'loop-wait'),
  ofPreset('how long Patroni tries to reach etcd before a leader gives up', 'retry-timeout'),
]

/** The preset, and what is said otherwise. */
export function timingOf(options: Options): Timing {
  const { name: _, ...preset } = byName('timing', presets, String(options.timing ?? 'tight'))
  const said = (option: string, usual: number) => Number(options[option] ?? 0) || usual
  return {
    ttl: said('ttl', preset.ttl),
    loop_wait: said('loop-wait', preset.loop_wait),
    retry_timeout: said('retry-timeout', preset.retry_timeout),
  }
}

/** The rule of Patroni's documentation (Dynamic configuration settings): else a leader may outlive its key. */
export function isSafe({ ttl, loop_wait, retry_timeout }: Timing): boolean {
  return loop_wait + 2 * retry_timeout <= ttl
}
