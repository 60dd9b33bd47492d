import type { Nanos } from '../op/op.ts'
import { MS } from '../op/time.ts'

/** The longest delay that a timer can have, ms: about 25 days. */
const longest = 2 ** 31 - 1

/** A span as Node's timers take it: whole milliseconds, at least one, never too early. */
export function timerMs(span: Nanos): number {
  return Math.min(longest, Math.max(1, Math.ceil(span / MS)))
}
