import type { Nanos } from '../op/op.ts'
import { MS } from '../op/time.ts'
import type { GeneratedOp } from './generator.ts'

/**
 * How late an op may be and still be taken for punctual by `stagger` and `delay`: the schedule then goes on from when
 * it should have been. Timers tick in milliseconds; without this, each tick would lower the rate.
 */
export const slack: Nanos = 10 * MS

/** The op at another time. */
export function atTime(op: GeneratedOp, time: Nanos): GeneratedOp {
  return op.time === time ? op : { ...op, time }
}
