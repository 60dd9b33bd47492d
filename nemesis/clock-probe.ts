import { setTimeout as sleep } from 'node:timers/promises'
import type { Skew } from '../src/cluster/clock/skew.ts'
import type { FaultContext } from './nemesis.ts'

/** How often and for how long nodes are asked for the time. */
const looks = 8
const everyMs = 70
/**
 * An answer takes its time, and so does setting a clock on a busy machine; the median of several looks is far better
 * than each. A small jump must still be told from none.
 */
const toleranceMs = 250
const trueWithinMs = 50

/** What a database said: how far its clock was ahead of the controller's, and when (ms of the monotonic clock). */
interface Look {
  readonly at: number
  readonly offsetMs: number
}

/** Asks the databases themselves for the time, again and again, and says whether their clocks run as they should. */
export async function probeClocks({ system }: FaultContext, nodes: readonly string[], skew: Skew) {
  const seen = new Map<string, Look[]>(nodes.map((node) => [node, []]))
  const since = performance.now()
  for (let i = 0; i < looks; i++) {
    if (i > 0) await sleep(everyMs)
    for (const { node, clockOffsetMs } of await system.sample())
      if (clockOffsetMs !== undefined) seen.get(node)?.push({ at: performance.now() - since, offsetMs: clockOffsetMs })
  }
  const right = [...seen].map(([node, all]) => [node, all, runsLike(all, skew)] as const)
  return {
    seen: right.length > 0 && right.every(([, , so]) => so),
    how: 'the databases were asked for the time',
    detail: Object.fromEntries(
      right.map(([node, all]) => [node, { offsetMs: all.map(({ offsetMs }) => Math.round(offsetMs)) }]),
    ),
  }
}

/** Whether offsets are those of such a clock. Exported for its test. */
export function runsLike(all: readonly Look[], { jumpMs = 0, rate = 1, strobe }: Skew): boolean {
  if (all.length < looks / 2) return false
  const drift = (all.at(-1)?.offsetMs ?? 0) - (all[0]?.offsetMs ?? 0)
  const lasted = (all.at(-1)?.at ?? 0) - (all[0]?.at ?? 0)
  const near = (offsetMs: number, wanted: number) => Math.abs(offsetMs - wanted) < toleranceMs
  if (strobe !== undefined) {
    const steps = all.map(({ offsetMs }) => offsetMs - jumpMs)
    // Slower than it was looked at, or too little to be told from an answer's own delay: nothing contradicts it.
    const between = steps.every((step) => near(step, 0) || near(step, strobe.ms))
    const seenAway = steps.some((step) => near(step, strobe.ms))
    return between && (seenAway || strobe.everyMs * 2 > lasted)
  }
  // It has drifted for a while when it is first looked at: the jump is where it began.
  if (rate !== 1) {
    const error = Math.abs(drift - (rate - 1) * lasted)
    return error < Math.max(15, Math.abs(rate - 1) * lasted * 0.3)
  }
  const offsets = all.map(({ offsetMs }) => offsetMs).sort((a, b) => a - b)
  const median = offsets[Math.floor(offsets.length / 2)] ?? 0
  const tolerance = jumpMs === 0 ? trueWithinMs : Math.min(toleranceMs, Math.abs(jumpMs) / 2)
  return Math.abs(median - jumpMs) < tolerance
}
