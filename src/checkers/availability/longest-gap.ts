import type { Nanos, Op } from '../../op/op.ts'
import { served } from './served.ts'

export interface Gap {
  readonly from: Nanos
  readonly to: Nanos
  readonly duration: Nanos
}

/**
 * The longest time in which clients waited and nothing was served (`served.ts`). It begins when an op is asked while none is open,
 * or with an ok while others are, so a pause of the generator is no outage; it ends with the next ok, or the last op.
 * Undefined where no client did anything.
 */
export function longestGap(history: readonly Op[]): Gap | undefined {
  let longest: Gap | undefined
  let from: Nanos | undefined
  let open = 0
  let last = 0
  const close = (to: Nanos) => {
    if (from !== undefined && to - from >= (longest?.duration ?? 0)) longest = { from, to, duration: to - from }
  }
  for (const op of history) {
    if (op.process === 'nemesis') continue
    last = op.time
    if (op.type === 'invoke') {
      open++
      from ??= op.time
    } else {
      open--
      if (!served(op)) continue // a failure ends no wait: the client asks again
      close(op.time)
      from = open > 0 ? op.time : undefined
    }
  }
  if (open > 0 || from !== undefined) close(last)
  return longest
}
