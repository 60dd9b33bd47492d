import { neverReturned, type Places } from '../core/timeline.ts'
import type { Schedule } from './schedule.ts'

/** What was done with one element of a set: indices of operations. `found` and `missed`: it was seen there, or not. */
export interface Element {
  readonly adds: number[]
  readonly removes: number[]
  readonly found: number[]
  readonly missed: number[]
}

/** Of one moment: what has to come before the element is there; then the rest, in the order in which it is added. */
export const ahead = 0
export const inTurn = 1

/**
 * An element that is never removed once it was added, and not there before moment `after`: its adds come after that moment and after
 * whatever missed it. One of them comes before whatever found it; the one that began first will do, since it can come
 * as early as any. Each is put at the earliest moment that this allows, so nothing comes too late that need not.
 * Answers the moment of the first add, -1 where nobody needs one.
 */
export function scheduleGrowth(
  { adds, removes, missed, found }: Element,
  needed: boolean,
  after: number,
  { starts, ends }: Places,
  plan: Schedule,
): number | 'illegal' {
  let lower = after
  for (const op of missed) {
    plan.add(op, starts[op] as number, ahead)
    lower = Math.max(lower, starts[op] as number)
  }
  for (const op of removes) if (ends[op] !== neverReturned) plan.add(op, starts[op] as number, ahead)
  const must = needed || found.length > 0
  let earliest = -1
  for (const op of adds) if (earliest < 0 || (starts[op] as number) < (starts[earliest] as number)) earliest = op
  if (must && earliest < 0) return 'illegal'
  let there = -1
  for (const op of adds) {
    if (ends[op] === neverReturned && !(must && op === earliest)) continue
    const moment = Math.max(lower, starts[op] as number)
    if (moment >= (ends[op] as number)) return 'illegal'
    plan.add(op, moment, inTurn)
    if (op === earliest) there = moment
  }
  for (const op of found) {
    const moment = Math.max(there, starts[op] as number)
    if (moment >= (ends[op] as number)) return 'illegal'
    plan.add(op, moment, inTurn)
  }
  return there
}

/**
 * An element that is added once and may be removed, at moments a and r. Whatever found it needs a moment in between,
 * and whatever missed it, or removed it in vain, one before a or after r. Let A be the last moment at which the add may
 * come: before its own end and before the end of whatever found it.
 *
 * In a legal order with r up to A, the add can be moved to just before r: more is outside, and what found the element
 * was open at r, or it would have ended before A. So a and r are the same moment, at which the add, some remove and all
 * that found it were open; given such a moment, all is legal, since everything else is open before it or after it. In a
 * legal order with r after A, the add can be moved to A, and r back to the first moment from A on at which some remove
 * is open and all that found it have begun: again more is outside. So these two are tried.
 */
export function scheduleLife(
  { adds: [add = -1], removes, missed, found }: Element,
  { starts, ends }: Places,
  plan: Schedule,
): 'illegal' | undefined {
  const start = (op: number) => starts[op] as number
  const end = (op: number) => ends[op] as number
  const inVain = (op: number, from: number) => {
    const moment = Math.max(from, start(op))
    if (moment < end(op)) plan.add(op, moment, inTurn)
    return moment < end(op)
  }
  if (add < 0 || (found.length === 0 && end(add) === neverReturned)) {
    if (found.length > 0) return 'illegal'
    for (const op of [...missed, ...removes]) if (end(op) !== neverReturned) inVain(op, 0)
    return undefined
  }
  let latest = end(add) - 1
  let begun = start(add)
  for (const op of found) {
    latest = Math.min(latest, end(op) - 1)
    begun = Math.max(begun, start(op))
  }
  if (latest < start(add)) return 'illegal'

  let remove = -1
  let there = latest
  let gone = neverReturned
  for (const op of removes) {
    const together = Math.max(begun, start(op))
    if (together <= latest && together < end(op)) {
      remove = op
      there = together
      gone = together
      break
    }
    const moment = Math.max(latest, together)
    if (moment < Math.min(end(op), gone)) {
      remove = op
      gone = moment
    }
  }

  plan.add(add, there, inTurn)
  for (const op of found) plan.add(op, Math.max(there, start(op)), inTurn)
  if (remove >= 0) plan.add(remove, gone, inTurn)
  for (const op of [...missed, ...removes]) {
    if (op === remove || end(op) === neverReturned) continue
    if (start(op) <= there) plan.add(op, start(op), ahead)
    else if (!inVain(op, gone)) return 'illegal'
  }
  return undefined
}
