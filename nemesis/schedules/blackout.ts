import type { Nanos } from '../../src/op/op.ts'
import { MS, SECOND } from '../../src/op/time.ts'
import { healing } from '../healing.ts'
import type { Schedule } from '../nemesis.ts'
import { type Step, timeline } from '../timeline.ts'
import { waitUntilF } from '../wait-until.ts'

/** From one crash to the next, what it takes to bring all servers up again not counted. */
const cycle: Nanos = 4 * SECOND

/** For a cluster that is brought up one server after the other, ms. */
const patienceMs = 40_000

/**
 * Whoever writes his log to the disk only now and then loses what he had not written when all servers die at once; but
 * not by the crash that happens to follow such a moment on one of them. So it comes again and again.
 */
export const blackout: Schedule = {
  name: 'blackout',
  about: 'kills every server at the same moment and brings all of them up again, over and over',
  faults: ['crash'],
  expects: ['crash'],
  generator({ timeLimit }) {
    const crashes = Math.max(1, Math.floor(timeLimit / cycle))
    return {
      during: timeline(
        Array.from({ length: crashes }, (_, n) => steps((n + 0.75) * cycle)).flat(),
        `nemesis: every server at once, about every ${cycle / SECOND} s`,
      ),
      final: timeline(healing([{ f: 'recover', value: null }]), 'nemesis: healing'),
    }
  },
}

/** Nothing is counted as load before all servers are up. */
function steps(at: Nanos): Step[] {
  return [
    { at, f: 'crash', value: 'all' },
    { at: at + 500 * MS, f: 'recover', value: null },
    { at: at + 501 * MS, f: waitUntilF, value: { condition: 'down = 0', withinMs: patienceMs } },
  ]
}
