import type { Places } from '../core/timeline.ts'
import type { Schedule } from './schedule.ts'
import { type Element, inTurn, scheduleGrowth } from './set-element.ts'

/** A read of the whole set: its operation and the elements that it answered, by number, each once. */
export interface WholeRead {
  readonly op: number
  readonly elements: Int32Array
}

/**
 * A set from which nothing is taken, with reads of the whole. Of two reads one must have seen what the other saw, and
 * comes later if it saw more; so they form levels. An element that is new on a level is added after all reads of the
 * levels below and before those of this one. All of this only says what comes before what, without a choice (which add
 * of an element comes first is settled in `scheduleGrowth`); so each operation is put at the earliest moment after its
 * beginning and after whatever must come before it, level by level, and if that is too late for one, no order will do.
 */
export function scheduleGrowingSet(
  elements: readonly Element[],
  reads: readonly WholeRead[],
  where: Places,
  plan: Schedule,
): 'illegal' | undefined {
  const { starts, ends } = where
  const seen = new Uint8Array(elements.length)
  const levels = [...reads].sort((a, b) => a.elements.length - b.elements.length)
  /** When the reads of the levels below, and the adds of this one, are over. */
  let below = 0
  let added = 0
  let lastRead = 0
  let size = 0
  for (const { op, elements: read } of levels) {
    if (read.length > size) below = lastRead
    let known = 0
    for (const id of read) known += seen[id] as number
    if (known < size) return 'illegal'
    for (const id of read) {
      if (seen[id] === 1) continue
      if (read.length === size) return 'illegal'
      seen[id] = 1
      const there = scheduleGrowth(elements[id] as Element, true, below, where, plan)
      if (there === 'illegal') return there
      added = Math.max(added, there)
    }
    size = read.length
    const moment = Math.max(added, starts[op] as number)
    if (moment >= (ends[op] as number)) return 'illegal'
    plan.add(op, moment, inTurn)
    lastRead = Math.max(lastRead, moment)
  }
  for (const [id, element] of elements.entries()) {
    if (seen[id] === 0 && scheduleGrowth(element, false, lastRead, where, plan) === 'illegal') return 'illegal'
  }
  return undefined
}
