import type { Json } from '../../src/op/op.ts'
import { SECOND } from '../../src/op/time.ts'
import { healing } from '../healing.ts'
import type { Schedule } from '../nemesis.ts'
import { timeline } from '../timeline.ts'

/** A step at a share of the time limit. */
interface ShareStep {
  readonly share: number
  readonly f: string
  readonly value: Json
}

/**
 * The order matters. A plain `kill -9` of an asynchronous PostgreSQL primary lost 0 of 13,473 acknowledged writes on
 * one machine: replication is far faster than the operator. With replication stalled first, every write that the
 * primary acknowledges from then on is lost when a standby is promoted.
 */
export const steps: readonly ShareStep[] = [
  // A third of the run is healthy: there must be writes that everybody has, and a rate to compare with.
  { share: 0.3, f: 'cut-replication', value: 'primaries' },
  // A quarter of the run: clients still reach the primary, and an asynchronous one still says yes to them.
  { share: 0.55, f: 'kill', value: 'primaries' },
  // What an operator does when the primary is gone; the standbys still see each other.
  { share: 0.55, f: 'failover', value: null },
  // Only now: had the old primary been reachable before, the promotion could have fetched what it missed.
  { share: 0.6, f: 'heal-replication', value: null },
  // The old primary comes back as a standby of the new one, and must forget what only it had.
  { share: 0.7, f: 'start', value: null },
]

/** Done at the end, too: a run that was cut short heals, and one that was not proves that it has. */
const heal = ['heal-replication', 'start'].map((f) => ({ f, value: null }))

export const failover: Schedule = {
  name: 'failover',
  about:
    'cuts replication while clients keep writing, kills the primary, promotes a standby, heals, rejoins the old primary',
  faults: ['partition', 'kill', 'failover'],
  expects: ['replication', 'kill'],
  failover: 'by-step',
  generator({ timeLimit }) {
    const during = steps.map(({ share, f, value }) => ({ at: Math.round(share * timeLimit), f, value }))
    return {
      during: timeline(during, `nemesis: failover in ${during.length} steps over ${timeLimit / SECOND} s`),
      final: timeline(healing(heal), 'nemesis: healing'),
    }
  },
}
