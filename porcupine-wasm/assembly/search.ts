/**
 * The search: depth first over configurations (frontier, mask of linearized open ops, state, indeterminate ops used),
 * after Wing & Gong 1993 and Lowe 2017, in window form, with seven reductions that may be switched off one by one.
 *
 * R1 observers: a pending op that leaves every state as it is and is legal now is linearized at once.
 * R2 symmetry: of identical pending ops only the one that returns first is tried.
 * R3 exhaustion (register): a value that is still needed is not left when nothing can bring it back.
 * R4 lazy writes (register): a write is applied only where a pending op needs its value, or at its deadline. A write
 *    that was open when the state was last overwritten may, at its deadline, be put just before that overwriting one
 *    after all: the state stays as it is ("hidden"). `cover` tells how many ops were invoked by then.
 * R5 need: an indeterminate op is used only where a pending op (or another indeterminate one) needs its value.
 * R6 dominance: see cache.ts.
 * R7 order: first what the frontier needs, then the earliest deadline.
 */
import { alloc, at, exhausted, put } from './arena'
import { enter, frontierOf, restoreMask, stateOf } from './cache'
import { CAS, READ, REFUSED, WRITE, classes, from, isRegister, kind, observes, step, to } from './classes'
import {
  anyClass, firstByTo, giveBack, giveBackInfo, infoCas, infoCasCount, infoClassCount, infoClasses, infoFrom, isDead, needed, nextByTo,
  providers, readOf, refused, restoreUsedBase, take, takeInfo, usedBase, usedOf,
} from './counts'
import {
  advance, available, classOf, done, f, frontierOp, infos, invoked, markDone, markUndone, open, opRet, ops, rewind,
  slotOp, slots, words,
} from './history'
import { firstPending, isNeededNow, isRefusedNow, nextPending } from './pending'

export const R1 = 1
export const R2 = 2
export const R3 = 4
export const R4 = 8
export const R5 = 16
export const R6 = 32
export const R7 = 64

export const RUNNING = 0
export const VALID = 1
export const INVALID = 2
export const NO_MEMORY = 3

const NONE: i32 = i32.MIN_VALUE
/** Marks an op in the trail, or a candidate, that is hidden under the latest write before it. */
export const HIDDEN: i32 = 1 << 30
const NEVER: i64 = i64.MAX_VALUE

/** Frame: cache entry, length of the trail, key of the candidate tried last, cover, base of the used list. */
const TRAIL: usize = 4
const LAST: usize = 8
const COVER: usize = 16
const BASE: usize = 20
const FRAME: usize = 24

let rules: i32 = 0
let state: i32 = 0
let cover: i32 = 0
/** Whether writes are lazy. */
let lazy: bool = false
let frames: usize = 0
let depth: i32 = 0
/** What was linearized, in order: an op, op | HIDDEN, or ~class for an indeterminate one. */
export let trail: usize = 0
export let trailLength: i32 = 0
/** The furthest frontier that any configuration reached. */
export let furthest: i32 = 0

/** Scratch: the candidate classes of one look, and for each class the look that saw it and its best op. */
let candidates: usize = 0
let stamps: usize = 0
let bests: usize = 0
let look: i32 = 0

export function loadSearch(initial: i32, switches: i32): i32 {
  rules = switches
  state = initial
  cover = 0
  lazy = (switches & R4) != 0 && isRegister
  furthest = 0
  depth = 0
  trailLength = 0
  look = 0
  frames = alloc(<usize>(ops + infos + 2) * FRAME)
  trail = alloc((<usize>(ops + infos) << 2) + 4)
  candidates = alloc((<usize>slots << 2) + 4)
  stamps = alloc((<usize>classes << 2) + 4)
  bests = alloc((<usize>classes << 2) + 4)
  if (exhausted) return NO_MEMORY
  memory.fill(stamps, 0, (<usize>classes << 2) + 4)
  settle(true, 0)
  if (f == ops) return VALID
  const entry = enter(state, cover, (rules & R6) != 0)
  if (exhausted) return NO_MEMORY
  push(entry)
  return RUNNING
}

/** Goes on for at most `steps` steps. */
export function run(steps: i32): i32 {
  while (steps-- > 0) {
    const frame = frames + <usize>(depth - 1) * FRAME
    const candidate = next(frame)
    if (candidate == NONE) {
      if (--depth == 0) return INVALID
      restore(frames + <usize>(depth - 1) * FRAME)
      continue
    }
    apply(candidate)
    if (f == ops) return VALID
    const entry = enter(state, cover, (rules & R6) != 0)
    if (exhausted) return NO_MEMORY
    if (entry) push(entry)
    else restore(frame)
  }
  return RUNNING
}

// @ts-ignore: decorator
@inline function push(entry: usize): void {
  const frame = frames + <usize>depth * FRAME
  depth++
  store<u32>(frame, <u32>entry)
  store<i32>(frame, trailLength, TRAIL)
  store<i64>(frame, -1, LAST)
  store<i32>(frame, cover, COVER)
  store<i32>(frame, usedBase, BASE)
  if (f > furthest) furthest = f
}

function restore(frame: usize): void {
  const entry: usize = load<u32>(frame)
  rewind(frontierOf(entry))
  const length = load<i32>(frame, TRAIL)
  while (trailLength > length) {
    const op = at(trail, --trailLength)
    if (op < 0) giveBackInfo(~op)
    else {
      giveBack(classOf(op & ~HIDDEN))
      markUndone(op & ~HIDDEN)
    }
  }
  restoreMask(entry)
  state = stateOf(entry)
  cover = load<i32>(frame, COVER)
  restoreUsedBase(load<i32>(frame, BASE))
}

function linearize(op: i32): void {
  markDone(op)
  take(classOf(op))
  put(trail, trailLength++, op)
}

function hide(op: i32): void {
  markDone(op)
  take(classOf(op))
  put(trail, trailLength++, op | HIDDEN)
}

/**
 * Moves the frontier on; writes of values that nobody will need any more are hidden at their deadline without looking
 * at the alternative: to apply one would only leave a value that can but be overwritten.
 */
function pass(): void {
  advance()
  if (!lazy || refused > 0) return
  while (f < ops && frontierOp() < cover) {
    const c = classOf(frontierOp())
    if (kind(c) != WRITE || !isDead(to(c))) return
    hide(frontierOp())
    advance()
  }
}

function apply(candidate: i32): void {
  const opened = invoked()
  if (candidate >= HIDDEN) {
    const op = candidate & ~HIDDEN
    hide(op)
    pass()
    settle(false, opened)
    return
  }
  const before = state
  const c = candidate < 0 ? ~candidate : classOf(candidate)
  if (candidate < 0) {
    takeInfo(c)
    put(trail, trailLength++, candidate)
  } else linearize(candidate)
  state = step(state, c)
  if (lazy && kind(c) == WRITE) cover = opened
  pass()
  settle(state != before, opened)
}

/** R1: linearizes the observers that are legal now: among all pending ops, or among those opened since. */
function settle(all: bool, opened: i32): void {
  if (!(rules & R1)) return
  if (all) {
    opened = invoked()
    if (isRegister && refused == 0) {
      if (at(readOf, state)) observeAll(at(readOf, state) - 1)
      if (anyClass >= 0) observeAll(anyClass)
    } else {
      for (let w = 0; w < words; w++) {
        let bits = load<u64>(open + (<usize>w << 3)) & ~load<u64>(done + (<usize>w << 3))
        for (; bits; bits &= bits - 1) observe(at(slotOp, (w << 6) + <i32>ctz(bits)))
      }
    }
    pass()
  }
  while (opened < invoked()) {
    const end = invoked()
    for (; opened < end; opened++) observe(opened)
    pass()
  }
}

function observeAll(c: i32): void {
  for (let op = firstPending(c); op >= 0; op = firstPending(c)) linearize(op)
}

// @ts-ignore: decorator
@inline function observe(op: i32): void {
  const c = classOf(op)
  if (observes(c) && step(state, c) >= 0) linearize(op)
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

/** The next candidate of the frame in order of preference, or NONE. An indeterminate op is given as ~class. */
function next(frame: usize): i32 {
  last = load<i64>(frame, LAST)
  const first = frontierOp()
  wanted = wants(classOf(first))
  if (last < 0 && (rules & R7) && isRegister) {
    const choice = quick(first)
    if (choice != NONE) {
      store<i64>(frame, quickKey, LAST)
      return choice
    }
  }
  const count = gather()
  let best = NONE
  let bestKey = NEVER
  for (let i = 0; i < count; i++) {
    const op = (rules & R2) ? at(bests, at(candidates, i)) : at(candidates, i)
    const c = classOf(op)
    const after = step(state, c)
    if (!isAllowed(c, after)) continue
    if (lazy && kind(c) == WRITE && op != first && !isUseful(to(c))) continue
    let key = keyOf(op, false)
    if (rules & R7) {
      if (wanted >= 0 ? after != wanted : op != first) key |= LATER
      else if (wanted < 0 && canHide(op, c) && after != state && !isNeededNow(after)) key |= LATER
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
  store<i64>(frame, bestKey, LAST)
  return best
}
