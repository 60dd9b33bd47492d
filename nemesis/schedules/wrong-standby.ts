import { SECOND } from '../../src/op/time.ts'
import { healing } from '../healing.ts'
import type { Schedule } from '../nemesis.ts'
import { timeline } from '../timeline.ts'

/**
 * An operator in a hurry: one standby is cut off and falls behind, the primary dies, and that one is promoted. Whatever
 * the setting promises, it promises for the right choice only.
 */
export const wrongStandby: Schedule = {
  name: 'wrong-standby',
  about: 'cuts one standby off, kills the primary, and promotes the standby that is furthest behind',
  faults: ['partition', 'kill', 'failover'],
  expects: ['partition', 'kill', 'wrong-failover'],
  failover: 'by-step',
  generator({ timeLimit, nodes = [] }) {
    const behind = nodes.at(-1) ?? ''
    const steps = [
      { share: 0.25, f: 'start-partition', value: [behind] },
      { share: 0.55, f: 'kill', value: 'primaries' },
      { share: 0.55, f: 'failover', value: { choose: 'worst' } },
      { share: 0.6, f: 'stop-partition', value: null },
      { share: 0.7, f: 'start', value: null },
    ].map(({ share, ...step }) => ({ at: Math.round(share * timeLimit), ...step }))
    const heal = ['stop-partition', 'start'].map((f) => ({ f, value: null }))
    return {
      during: timeline(steps, `nemesis: the wrong standby in ${steps.length} steps over ${timeLimit / SECOND} s`),
      final: timeline(healing(heal), 'nemesis: healing'),
    }
  },
}
