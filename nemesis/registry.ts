import type { TimeSource } from '../src/cluster/clock/skew.ts'
import type { BackendCapability } from '../src/cluster/cluster.ts'
import { byName } from '../src/op/names.ts'
import type { TargetCapability } from '../src/targets/target.ts'
import { delayAnswers, dropAnswers, dropRequests } from './answers.ts'
import { bandwidth } from './bandwidth.ts'
import { bitFlips } from './bit-flips.ts'
import { cancelWaits } from './cancel-waits.ts'
import { clock } from './clock.ts'
import { compose } from './compose.ts'
import { corrupt } from './corrupt.ts'
import { cpu } from './cpu.ts'
import { crash } from './crash.ts'
import { delay } from './delay.ts'
import { diskFull } from './disk-full.ts'
import { duplicate } from './duplicate.ts'
import { failover } from './failover.ts'
import { kill } from './kill.ts'
import { linkDown } from './link-down.ts'
import { loseUnfsynced } from './lose-unfsynced.ts'
import { loss } from './loss.ts'
import { membership } from './membership.ts'
import { memory } from './memory.ts'
import type { Fault, FaultContext, Nemesis, Schedule } from './nemesis.ts'
import { oldSnapshot } from './old-snapshot.ts'
import { partition } from './partition.ts'
import { pause } from './pause.ts'
import { readOnlyDisk } from './read-only-disk.ts'
import { reorder } from './reorder.ts'
import { reset } from './reset.ts'
import { restart } from './restart.ts'
import { blackout } from './schedules/blackout.ts'
import { cancelledWaits } from './schedules/cancelled-waits.ts'
import { chaos } from './schedules/chaos.ts'
import { failover as failoverSchedule } from './schedules/failover.ts'
import { interval } from './schedules/interval.ts'
import { isolatedPrimary } from './schedules/isolated-primary.ts'
import { periods } from './schedules/periods.ts'
import { stalePrimary } from './schedules/stale-primary.ts'
import { wrongStandby } from './schedules/wrong-standby.ts'
import { shutdown } from './shutdown.ts'
import { slowDisk } from './slow-disk.ts'
import { switchover } from './switchover.ts'
import { truncateFiles } from './truncate-files.ts'

/** Every fault family: the CLI, the docs and `doctor` read this list. */
export const faults: readonly Fault[] = [
  partition,
  linkDown,
  delay,
  loss,
  corrupt,
  duplicate,
  reorder,
  bandwidth,
  reset,
  dropRequests,
  dropAnswers,
  delayAnswers,
  kill,
  crash,
  loseUnfsynced,
  shutdown,
  restart,
  pause,
  cpu,
  memory,
  diskFull,
  readOnlyDisk,
  slowDisk,
  oldSnapshot,
  bitFlips,
  truncateFiles,
  clock,
  cancelWaits,
  membership,
  switchover,
  failover,
]

/** Every schedule; the first is the default. */
export const schedules: readonly Schedule[] = [
  interval,
  periods,
  chaos,
  failoverSchedule,
  wrongStandby,
  cancelledWaits,
  stalePrimary,
  isolatedPrimary,
  blackout,
]

type Capability = BackendCapability | TargetCapability

/** What a fault needs where the programs ask this one for the time of day. */
export function needsOf({ needs }: Pick<Fault, 'needs'>, time: TimeSource = 'libc'): readonly Capability[] {
  return needs.map((need) => (need === 'clock' && time === 'vdso' ? 'vdso-clock' : need))
}

/** What a fault needs and neither the backend nor the target has; empty: it can be used. */
export function missing(
  needs: readonly Capability[],
  backend: readonly BackendCapability[],
  target: readonly TargetCapability[],
): Capability[] {
  const have = new Set<Capability>([...backend, ...target])
  return needs.filter((need) => !have.has(need))
}

/** One nemesis that performs all these faults, each by its name; a name twice counts once. */
export function nemesisFor(names: readonly string[], context: FaultContext): Nemesis {
  return compose([...new Set(names)].map((name) => byName('fault', faults, name).nemesis(context)))
}
