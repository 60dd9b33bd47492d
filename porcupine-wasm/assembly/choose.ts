/**
 * Which candidate to try next: R2, R3, R5, R7, R8 and the lazy half of R4 (see search.ts). Nothing is kept between two looks
 * at a configuration but the key of the candidate tried last: the next one is the least key above it.
 */
import { alloc, at, exhausted, put } from './arena'
import { CAS, READ, REFUSED, WRITE, classes, from, isRegister, kind, objectOf, step, to } from './classes'
import {
  firstByTo, infoCas, infoCasCount, infoClassCount, infoClasses, infoFrom, needed, nextByTo, providers, usedOf,
} from './counts'
import { available, done, frontierOp, opRet, open, slotOp, slots, words } from './history'
import { HIDDEN, cover, lazy, rules, state } from './moves'
import { classOf } from './ops'
import { firstPending, isNeededNow, isRefusedNow, nextPending } from './pending'
import { R2, R3, R5, R7, R8 } from './rules'

export const NONE: i32 = i32.MIN_VALUE
const NEVER: i64 = i64.MAX_VALUE

/** Scratch: the candidate classes of one look, and for each class the look that saw it and its best op. */
let candidates: usize = 0
let stamps: usize = 0
let bests: usize = 0
let look: i32 = 0

export function loadChoices(): bool {
  look = 0
  candidates = alloc((<usize>slots << 2) + 4)
  stamps = alloc((<usize>classes << 2) + 4)
  bests = alloc((<usize>classes << 2) + 4)
  if (exhausted) return false
  memory.fill(stamps, 0, (<usize>classes << 2) + 4)
  return true
}

/** The value that the class waits for, or -1. */
// @ts-ignore: decorator
@inline function wants(c: i32): i32 {
  const k = kind(c)
  return (k == READ || k == CAS) && from(c) != state ? from(c) : -1
}

/** R3: whether the step would leave a value that is still needed and that nothing can bring back. */
// @ts-ignore: decorator
@inline function leavesNeeded(c: i32, after: i32, required: bool): bool {
  if (!isRegister || after == state || at(providers, state) > 0) return false
  return at(needed, state) - <i32>(required && kind(c) == CAS) > 0
}

/** R3 for a write to be hidden: whether it is the last that could provide a value still needed. */
// @ts-ignore: decorator
@inline function losesNeeded(value: i32): bool {
  return value != state && at(providers, value) == 1 && at(needed, value) > 0
}

/** Preference among candidates, lower first: bit 34 not what the frontier needs, bit 33 indeterminate, then deadline. */
const LATER: i64 = 1 << 34
const INFO: i64 = 1 << 33

// @ts-ignore: decorator
@inline function keyOf(op: i32, hidden: bool): i64 {
  return (<i64>((rules & R7) ? at(opRet, op) : op) << 1) | <i64>!hidden
}

/** Whether the frontier op is a write that could as well be hidden. */
// @ts-ignore: decorator
@inline function canHide(op: i32, c: i32): bool {
  return lazy && kind(c) == WRITE && op < cover && !((rules & R3) && losesNeeded(to(c)))
}

/**
 * R4: whether applying the write now serves a pending op, or an indeterminate cas. (A write of the value that is there
 * already serves before a cas leaves it: afterwards there would be nothing to hide it under.)
 */
// @ts-ignore: decorator
@inline function isUseful(value: i32): bool {
  return isNeededNow(value) || at(infoFrom, value) > 0 || (value != state && isRefusedNow(state))
}

// @ts-ignore: decorator
@inline function isAllowed(c: i32, after: i32): bool {
  return after >= 0 && !((rules & R3) && leavesNeeded(c, after, true))
}

/** Whether some pending write was invoked after the state was last overwritten. */
let uncovered: bool = false
/** The best indeterminate op offered in this look. */
let offered: i32 = NONE
let offeredKey: i64 = NEVER
let wanted: i32 = -1
let last: i64 = -1

function offer(c: i32): void {
  if ((rules & R8) && objectOf(c) != objectOf(classOf(frontierOp()))) return
  if (at(usedOf, c) >= at(available, c)) return
  const after = step(state, c)
  if (after < 0 || ((rules & R3) && leavesNeeded(c, after, false))) return
  // Leaving the state as it is serves only to hide what was invoked since it was last overwritten.
  if (after == state && !(uncovered && kind(c) == WRITE)) return
  let key: i64 = c | INFO
  if ((rules & R7) && (wanted < 0 || after != wanted)) key |= LATER
  if (key > last && key < offeredKey) {
    offered = c
    offeredKey = key
  }
}

function offerAllTo(value: i32): void {
  if (value == state && !uncovered) return
  for (let c = at(firstByTo, value); c; c = at(nextByTo, c - 1)) offer(c - 1)
}

/** R5: offers the indeterminate ops whose value a pending op, or another indeterminate one, needs. */
function offerNeeded(count: i32): void {
  for (let i = 0; i < count; i++) {
    const c = (rules & R2) ? at(candidates, i) : classOf(at(candidates, i))
    const k = kind(c)
    if (k == REFUSED) {
      if (from(c) == state) for (let j = 0; j < infoClassCount; j++) offer(at(infoClasses, j))
    } else if (k == READ || k == CAS) offerAllTo(from(c))
  }
  for (let i = 0; i < infoCasCount; i++) {
    const c = at(infoCas, i)
    if (at(usedOf, c) < at(available, c)) offerAllTo(from(c))
  }
}

/** The first choice where it can be told without looking at every pending op, or NONE; its key is in `quickKey`. */
let quickKey: i64 = 0

function quick(first: i32): i32 {
  const c = classOf(first)
  if (wanted < 0) {
    if (canHide(first, c) && to(c) != state && !isNeededNow(to(c))) {
      quickKey = keyOf(first, true)
      return first | HIDDEN
    }
    if (!isAllowed(c, step(state, c))) return NONE
    quickKey = keyOf(first, false)
    return first
  }
  let best = NONE
  for (let link = at(firstByTo, wanted); link; link = at(nextByTo, link - 1)) {
    const c = link - 1
    if (firstPending(c) < 0 || !isAllowed(c, step(state, c))) continue
    for (let op = firstPending(c); op >= 0; op = nextPending(op)) {
      if (best == NONE || at(opRet, op) < at(opRet, best)) best = op
    }
  }
  if (best != NONE) quickKey = keyOf(best, false)
  return best
}

/** Fills `candidates` with the pending ops or, with R2, their classes, whose best op is then in `bests`. */
function gather(): i32 {
  look++
  uncovered = false
  let count = 0
  for (let w = 0; w < words; w++) {
    let bits = load<u64>(open + (<usize>w << 3)) & ~load<u64>(done + (<usize>w << 3))
    for (; bits; bits &= bits - 1) {
      const op = at(slotOp, (w << 6) + <i32>ctz(bits))
      const c = classOf(op)
      if (lazy && op >= cover && kind(c) == WRITE) uncovered = true
      if (!(rules & R2)) {
        put(candidates, count++, op)
        continue
      }
      if (at(stamps, c) != look) {
        put(stamps, c, look)
        put(bests, c, op)
        put(candidates, count++, c)
      } else if (at(opRet, op) < at(opRet, at(bests, c))) put(bests, c, op)
    }
  }
  return count
}

/** The key of the candidate chosen. */
export let chosenKey: i64 = 0

/** The first candidate above the key, or NONE. An indeterminate op is given as ~class. */
export function next(above: i64): i32 {
  last = above
  const first = frontierOp()
  wanted = wants(classOf(first))
  if (last < 0 && (rules & R7) && isRegister) {
    const choice = quick(first)
    if (choice != NONE) {
      chosenKey = quickKey
      return choice
    }
  }
  const count = gather()
  let best = NONE
  let bestKey = NEVER
  for (let i = 0; i < count; i++) {
    const op = (rules & R2) ? at(bests, at(candidates, i)) : at(candidates, i)
    const c = classOf(op)
    if ((rules & R8) && objectOf(c) != objectOf(classOf(first))) continue
    if (lazy && kind(c) == WRITE && op != first && !isUseful(to(c))) continue
    let key = keyOf(op, false)
    const isLater = (rules & R7) != 0 && wanted < 0 && op != first
    if (isLater) key |= LATER
    // A step may be slow (a model's own): none for what would not be chosen. A key can only become larger below.
    if (key >= bestKey || (isLater && key <= last)) continue
    const after = step(state, c)
    if (!isAllowed(c, after)) continue
    if ((rules & R7) && !isLater) {
      if (wanted >= 0 ? after != wanted : canHide(op, c) && after != state && !isNeededNow(after)) key |= LATER
    }
    if (key > last && key < bestKey) {
      best = op
      bestKey = key
    }
  }
  if (canHide(first, classOf(first))) {
    let key = keyOf(first, true)
    const value = to(classOf(first))
    if (value == state || isNeededNow(value)) key |= LATER
    if (key > last && key < bestKey) {
      best = first | HIDDEN
      bestKey = key
    }
  }
  if (infoClassCount > 0) {
    offeredKey = NEVER
    if ((rules & R5) && isRegister) offerNeeded(count)
    else for (let j = 0; j < infoClassCount; j++) offer(at(infoClasses, j))
    if (offeredKey < bestKey) {
      best = ~offered
      bestKey = offeredKey
    }
  }
  chosenKey = bestKey
  return best
}
