import type { Nanos } from '../../src/op/op.ts'
import type { Random } from '../../src/op/random.ts'
import { SECOND } from '../../src/op/time.ts'
import { healing } from '../healing.ts'
import type { Fault, Schedule } from '../nemesis.ts'
import { type Step, timeline } from '../timeline.ts'

/**
 * Faults that come and go by themselves, as in Jepsen's combined nemesis: each family starts and stops in turn,
 * independently of the others, with a gap drawn from 0 to twice the interval. The first start comes within one interval
 * and within the first third of the run, so that short runs have every fault. All is drawn when the test is built: a
 * seed gives the same faults at the same times.
 */
export const interval: Schedule = {
  name: 'interval',
  about: 'each chosen fault starts and stops in turn at random times, independently of the others (default)',
  faults: [],
  generator({ timeLimit, random, faults = [], interval = 5 * SECOND }) {
    const steps = faults.flatMap((fault) => comeAndGo(fault, random, interval, timeLimit))
    const names = faults.map((fault) => fault.name).join(', ')
    return {
      during: timeline(steps, `nemesis: ${names} about every ${interval / SECOND} s`),
      final: timeline(healing(faults.map((fault) => fault.stop())), 'nemesis: healing'),
    }
  },
}

function comeAndGo(fault: Fault, random: Random, interval: Nanos, timeLimit: Nanos): Step[] {
  const steps: Step[] = []
  let at = random.float() * Math.min(interval, timeLimit / 3)
  for (let starts = true; at < timeLimit; starts = !starts) {
    const { f, value } = starts ? fault.start(random) : fault.stop()
    steps.push({ at: Math.round(at), f, value })
    at += random.float() * 2 * interval
  }
  return steps
}
