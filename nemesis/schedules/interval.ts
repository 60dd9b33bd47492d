import type { Nanos } from '../../src/op/op.ts'
import type { Random } from '../../src/op/random.ts'
import { SECOND } from '../../src/op/time.ts'
import { stopping } from '../healing.ts'
import type { Fault, Schedule } from '../nemesis.ts'
import { type Step, timeline } from '../timeline.ts'
import { comeAndGo } from './come-and-go.ts'

/**
 * Faults that come and go by themselves. First each family once, alone and in random order: so every family is seen in
 * a short run, and its effect can be told from that of the others. From then on as in Jepsen's combined nemesis: each
 * family starts and stops in turn, independently of the others, after gaps drawn from 0 to twice the interval. All is
 * drawn when the test is built: a seed gives the same faults at the same times.
 */
export const interval: Schedule = {
  name: 'interval',
  about: 'each chosen fault once alone, then all of them start and stop in turn, independently, at random (default)',
  faults: [],
  generator({ timeLimit, random, faults = [], interval = 5 * SECOND }) {
    // The solos together take half of the run at most.
    const solo = Math.min(interval, timeLimit / 2 / Math.max(1, faults.length))
    const steps = [
      ...random.shuffle(faults).flatMap((fault, i) => alone(fault, random, { from: i * solo, length: solo })),
      ...faults.flatMap((fault) => comeAndGo(fault, random, { from: faults.length * solo, to: timeLimit, interval })),
    ]
    const names = faults.map((fault) => fault.name).join(', ')
    return {
      during: timeline(steps, `nemesis: ${names} about every ${interval / SECOND} s`),
      final: timeline(stopping(faults), 'nemesis: healing'),
    }
  },
}

/** Stops well before the end of its time, so that the cluster is whole when the next fault begins. */
function alone(fault: Fault, random: Random, { from, length }: { from: Nanos; length: Nanos }): Step[] {
  const within = (share: number) => Math.round(from + length * (share + random.float() / 10))
  return [
    { at: within(0.05), ...fault.start(random) },
    { at: within(0.7), ...fault.stop() },
  ]
}
