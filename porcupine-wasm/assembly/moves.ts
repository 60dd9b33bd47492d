/**
 * The configuration in hand and the moves that lead from it to others: what is linearized, in which order (the trail),
 * the state, and the cover. R1 and the hiding half of R4 (see search.ts) are done here.
 */
import { alloc, at, exhausted, put } from './arena'
import { WRITE, isRegister, kind, observes, step, to } from './classes'
import { anyClass, giveBack, giveBackInfo, isDead, readOf, refused, take, takeInfo } from './counts'
import { goingBack } from './deepest'
import { advance, done, f, frontierOp, infos, invoked, markDone, markUndone, open, slotOp, words } from './history'
import { classOf, ops } from './ops'
import { firstPending } from './pending'
import { R1, R4 } from './rules'

/** Marks an op in the trail, or a candidate, that is hidden under the latest write before it. */
export const HIDDEN: i32 = 1 << 30

export let rules: i32 = 0
/** Whether writes are lazy (R4). */
export let lazy: bool = false
export let state: i32 = 0
/** How many ops were invoked when the state was last overwritten. */
export let cover: i32 = 0
/** What was linearized, in order: an op, op | HIDDEN, or ~class for an indeterminate one. */
export let trail: usize = 0
export let trailLength: i32 = 0

export function loadMoves(initial: i32, switches: i32): bool {
  rules = switches
  lazy = (switches & R4) != 0 && isRegister
  state = initial
  cover = 0
  trailLength = 0
  trail = alloc((<usize>(ops + infos) << 2) + 4)
  return !exhausted
}

/** Undoes the moves after the first `length`, once the frontier is back; the mask is restored by the caller. */
export function undo(length: i32, stateThen: i32, coverThen: i32): void {
  goingBack(trail, length)
  while (trailLength > length) {
    const op = at(trail, --trailLength)
    if (op < 0) giveBackInfo(~op)
    else {
      giveBack(classOf(op & ~HIDDEN))
      markUndone(op & ~HIDDEN)
    }
  }
  state = stateThen
  cover = coverThen
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

/** Takes the candidate (an op, op | HIDDEN, or ~class), and whatever then follows without a choice. */
export function apply(candidate: i32): void {
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
export function settle(all: bool, opened: i32): void {
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
