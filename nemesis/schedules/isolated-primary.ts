import { SECOND } from '../../src/op/time.ts'
import { healing } from '../healing.ts'
import type { Schedule } from '../nemesis.ts'
import { partition } from '../partition.ts'
import { timeline } from '../timeline.ts'
import { waitUntilF } from '../wait-until.ts'

/** For another to lead. */
const electionMs = 60_000
/** For the old primary to step down, where it does so by itself. */
const stepDownMs = 15_000

/**
 * The primary is cut off from the other nodes, but not from its clients: they go on writing to it for as long as it
 * believes that it leads, while the others elect another. Only then is the link mended, and one of two histories remains.
 * For targets that fail over by themselves.
 */
export const isolatedPrimary: Schedule = {
  name: 'isolated-primary',
  about: 'cuts the primary off from the other nodes, not from its clients, until another leads and it has stepped down',
  faults: ['partition'],
  expects: ['partition'],
  failover: 'by-itself',
  generator({ nodes = [] }) {
    const wait = (condition: string, withinMs: number, orNot: boolean) => ({
      f: waitUntilF,
      value: { condition, withinMs, orNot },
    })
    const steps = [
      { f: 'start-partition', value: 'primaries' },
      wait('primary changes', electionMs, false),
      // Seen as a standby, and not only silent: a busy machine may leave a question without an answer.
      wait(`standbys = ${nodes.length - 1}`, stepDownMs, true),
      { f: 'stop-partition', value: null },
    ].map((step) => ({ at: 4 * SECOND, ...step }))
    return {
      during: timeline(steps, `nemesis: the primary isolated in ${steps.length} steps`),
      final: timeline(healing(partition.heals?.() ?? []), 'nemesis: healing'),
    }
  },
}
