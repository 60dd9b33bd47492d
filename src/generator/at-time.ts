import type { Nanos } from '../op/op.ts'
import { MS } from '../op/time.ts'
import type { GeneratedOp } from './generator.ts'

/** How late an op may be and still be taken for punctual. Timers tick in milliseconds. */
const slack: Nanos = 10 * MS

/**
 * From when `stagger` and `delay` count the next interval: from when the op was due, if it came at about that time, so
 * that late timers do not lower the rate; from when it came, if threads were busy too long to catch up in a burst.
 */
export function onSchedule(due: Nanos, came: Nanos): Nanos {
  return came - due <= slack ? due : came
}

/** The op at another time. */
export function atTime(op: GeneratedOp, time: Nanos): GeneratedOp {
  return op.time === time ? op : { ...op, time }
}
