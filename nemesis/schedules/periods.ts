import type { Nanos } from '../../src/op/op.ts'
import type { Random } from '../../src/op/random.ts'
import { SECOND } from '../../src/op/time.ts'
import { stopping } from '../healing.ts'
import type { Fault, Schedule } from '../nemesis.ts'
import { type Step, timeline } from '../timeline.ts'
import { comeAndGo } from './come-and-go.ts'

/** Long enough for each family of a period to strike about twice. */
const intervalsAPeriod = 4

/**
 * Periods in which only some families are active, and a quarter of them calm. Where everything happens all the time
 * some things never do: a cluster that is always cut never catches up, and what needs two faults and then quiet is not
 * seen (swarm testing: Groce et al., ISSTA 2012).
 */
export const periods: Schedule = {
  name: 'periods',
  about: 'periods in which a random subset of the chosen faults comes and goes; a quarter of the periods are calm',
  faults: [],
  generator({ timeLimit, random, faults = [], interval = 5 * SECOND }) {
    const count = Math.max(1, Math.round(timeLimit / (intervalsAPeriod * interval)))
    const length = timeLimit / count
    const calm = calmOnes(count, random)
    const steps = Array.from({ length: count }, (_, i) => i).flatMap((i) =>
      calm.has(i) ? [] : active(someOf(faults, random), random, { from: i * length, to: (i + 1) * length, interval }),
    )
    const names = faults.map((fault) => fault.name).join(', ')
    return {
      during: timeline(steps, `nemesis: ${count} periods with some of ${names}, ${calm.size} of them calm`),
      final: timeline(stopping(faults), 'nemesis: healing'),
    }
  },
}

/** A quarter of them, rounded: short runs with one to a few periods have none or one. */
function calmOnes(count: number, random: Random): Set<number> {
  const order = random.shuffle(Array.from({ length: count }, (_, i) => i))
  return new Set(order.slice(0, Math.round(count / 4)))
}

/** Each with probability one half, but never none. */
function someOf(faults: readonly Fault[], random: Random): Fault[] {
  const some = faults.filter(() => random.int(2) === 0)
  return some.length > 0 || faults.length === 0 ? some : [random.pick(faults)]
}

/** Faults that are all undone before the period ends. */
function active(faults: readonly Fault[], random: Random, time: { from: Nanos; to: Nanos; interval: Nanos }): Step[] {
  const end = time.to - Math.min(time.interval, (time.to - time.from) / 5)
  return [
    ...faults.flatMap((fault) => comeAndGo(fault, random, { ...time, to: end })),
    ...stopping(faults).map((step) => ({ ...step, at: Math.round(end) })),
  ]
}
