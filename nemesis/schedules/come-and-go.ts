import type { Nanos } from '../../src/op/op.ts'
import type { Random } from '../../src/op/random.ts'
import type { Fault } from '../nemesis.ts'
import type { Step } from '../timeline.ts'

/** One fault that starts and stops in turn, after gaps drawn from 0 to twice the interval, as in `jepsen.nemesis.combined`. */
export function comeAndGo(fault: Fault, random: Random, time: { from: Nanos; to: Nanos; interval: Nanos }): Step[] {
  const steps: Step[] = []
  const gap = () => random.float() * 2 * time.interval
  for (let at = time.from + gap(), starts = true; at < time.to; at += gap(), starts = !starts)
    steps.push({ at: Math.round(at), ...(starts ? fault.start(random) : fault.stop()) })
  return steps
}
