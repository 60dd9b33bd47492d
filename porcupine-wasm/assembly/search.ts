/**
 * The search: depth first over configurations (frontier, mask of linearized open ops, state, indeterminate ops used),
 * after Wing & Gong 1993 and Lowe 2017, in window form, with seven reductions that may be switched off one by one.
 *
 * R1 observers: a pending op that leaves every state as it is and is legal now is linearized at once.
 * R2 symmetry: of identical pending ops only the one that returns first is tried.
 * R3 exhaustion (register): a value that is still needed is not left when nothing can bring it back.
 * R4 absorption (register): a write nobody will read is hidden under the next write.
 * R5 need: an indeterminate op is used only where a pending op (or another indeterminate one) needs its value.
 * R6 dominance: see cache.ts.
 * R7 order: first what the frontier needs, then the earliest deadline.
 */
import { alloc, exhausted } from './arena'
import { enter, frontierOf, restoreMask, stateOf } from './cache'
import { CAS, READ, REFUSED, WRITE, classes, from, isRegister, kind, observes, step, to } from './classes'
import {
  firstByTo, giveBack, giveBackInfo, infoCas, infoCasCount, infoClassCount, infoClasses, infoFrom, isDead, needed,
  nextByTo, providers, refused, take, takeInfo, usedOf,
} from './counts'
import {
  advance, at, available, classOf, done, f, frontierOp, infos, invoked, isDone, markDone, open, opRet, ops, put,
  rewind, slotOp, slots, unmark, words,
} from './history'

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
const NEVER: i64 = i64.MAX_VALUE

/** Frame: cache entry, length of the trail, key of the candidate tried last. */
const TRAIL: usize = 4
const LAST: usize = 8
const FRAME: usize = 16

let rules: i32 = 0
let state: i32 = 0
let frames: usize = 0
let depth: i32 = 0
/** What was linearized, in order: an op, or ~class for an indeterminate one. */
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
  const entry = enter(state, (rules & R6) != 0)
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
    const entry = enter(state, (rules & R6) != 0)
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
  if (f > furthest) furthest = f
}

function restore(frame: usize): void {
  const entry: usize = load<u32>(frame)
  rewind(frontierOf(entry))
  const length = load<i32>(frame, TRAIL)
  while (trailLength > length) {
    const op = at(trail, --trailLength)
    if (op < 0) giveBackInfo(~op)
    else giveBack(classOf(op))
  }
  restoreMask(entry)
  state = stateOf(entry)
}

function linearize(op: i32): void {
  markDone(op)
  take(classOf(op))
  put(trail, trailLength++, op)
}

function apply(candidate: i32): void {
  const before = state
  const c = candidate < 0 ? ~candidate : classOf(candidate)
  if ((rules & R4) && refused == 0 && isRegister && kind(c) == WRITE) absorb(candidate)
  const opened = invoked()
  if (candidate < 0) {
    takeInfo(c)
    put(trail, trailLength++, candidate)
  } else linearize(candidate)
  state = step(state, c)
  advance()
  settle(state != before, opened)
}

/** R4: hides the pending writes that nobody will read under the write about to be linearized. */
function absorb(over: i32): void {
  for (let w = 0; w < words; w++) {
    let bits = load<u64>(open + (<usize>w << 3)) & ~load<u64>(done + (<usize>w << 3))
    for (; bits; bits &= bits - 1) {
      const op = at(slotOp, (w << 6) + <i32>ctz(bits))
      const c = classOf(op)
      if (op != over && kind(c) == WRITE && isDead(to(c))) linearize(op)
    }
  }
}

/** R1: linearizes the observers that are legal now: among all pending ops, or among those opened since. */
function settle(all: bool, opened: i32): void {
  if (!(rules & R1)) return
  if (all) {
    opened = invoked()
    for (let w = 0; w < words; w++) {
      let bits = load<u64>(open + (<usize>w << 3)) & ~load<u64>(done + (<usize>w << 3))
      for (; bits; bits &= bits - 1) observe(at(slotOp, (w << 6) + <i32>ctz(bits)))
    }
    advance()
  }
  while (opened < invoked()) {
    const end = invoked()
    for (; opened < end; opened++) observe(opened)
    advance()
  }
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

/** The best indeterminate op offered in this look. */
let offered: i32 = NONE
let offeredKey: i64 = NEVER
let wanted: i32 = -1
let last: i64 = -1

function offer(c: i32): void {
  if (at(usedOf, c) >= at(available, c)) return
  const after = step(state, c)
  if (after < 0 || after == state || ((rules & R3) && leavesNeeded(c, after, false))) return
  let key: i64 = c | ((<i64>1) << 32)
  if ((rules & R7) && (wanted < 0 || after != wanted)) key |= (<i64>1) << 33
  if (key > last && key < offeredKey) {
    offered = c
    offeredKey = key
  }
}

function offerAllTo(value: i32): void {
  if (value == state) return
  for (let c = at(firstByTo, value); c; c = at(nextByTo, c - 1)) offer(c - 1)
}

/** R5: offers the indeterminate ops whose value a candidate, or another indeterminate op, needs. */
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

/** The next candidate of the frame in order of preference, or NONE. An indeterminate op is given as ~class. */
function next(frame: usize): i32 {
  last = load<i64>(frame, LAST)
  look++
  const symmetric = (rules & R2) != 0
  let count = 0
  for (let w = 0; w < words; w++) {
    let bits = load<u64>(open + (<usize>w << 3)) & ~load<u64>(done + (<usize>w << 3))
    for (; bits; bits &= bits - 1) {
      const op = at(slotOp, (w << 6) + <i32>ctz(bits))
      if (symmetric) {
        const c = classOf(op)
        if (at(stamps, c) == look) {
          if (at(opRet, op) < at(opRet, at(bests, c))) put(bests, c, op)
          continue
        }
        put(stamps, c, look)
        put(bests, c, op)
        put(candidates, count++, c)
      } else put(candidates, count++, op)
    }
  }
  const first = frontierOp()
  wanted = wants(classOf(first))
  let best = NONE
  let bestKey = NEVER
  for (let i = 0; i < count; i++) {
    const op = symmetric ? at(bests, at(candidates, i)) : at(candidates, i)
    const c = classOf(op)
    const after = step(state, c)
    if (after < 0 || ((rules & R3) && leavesNeeded(c, after, true))) continue
    let key: i64 = op
    if (rules & R7) {
      key = at(opRet, op)
      if (wanted >= 0 ? after != wanted : op != first) key |= (<i64>1) << 33
    }
    if (key > last && key < bestKey) {
      best = op
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
