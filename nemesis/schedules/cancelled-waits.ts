import { SECOND } from '../../src/op/time.ts'
import { healing } from '../healing.ts'
import type { Schedule } from '../nemesis.ts'
import { timeline } from '../timeline.ts'

/**
 * A failover whose primary, cut off from its standbys, has clients that wait for one, until an operator loses patience
 * and cancels the waits. The commits are then done where nobody else has them, and are gone when another leads. Only where
 * commits wait for a standby.
 */
export const cancelledWaits: Schedule = {
  name: 'cancelled-waits',
  about: 'a failover, before which commits that wait for a standby are cancelled',
  faults: ['partition', 'cancel-waits', 'kill', 'failover'],
  expects: ['replication', 'cancel-waits', 'kill'],
  failover: 'by-step',
  generator({ timeLimit }) {
    const steps = [
      { share: 0.3, f: 'cut-replication', value: 'primaries' },
      { share: 0.4, f: 'cancel-waits', value: null },
      { share: 0.5, f: 'cancel-waits', value: null },
      { share: 0.6, f: 'kill', value: 'primaries' },
      { share: 0.6, f: 'failover', value: null },
      { share: 0.65, f: 'heal-replication', value: null },
      { share: 0.75, f: 'start', value: null },
    ].map(({ share, ...step }) => ({ at: Math.round(share * timeLimit), ...step }))
    const heal = ['heal-replication', 'start'].map((f) => ({ f, value: null }))
    return {
      during: timeline(steps, `nemesis: cancelled waits in ${steps.length} steps over ${timeLimit / SECOND} s`),
      final: timeline(healing(heal), 'nemesis: healing'),
    }
  },
}
