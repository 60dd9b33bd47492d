/**
 * The lean search, for histories without indeterminate ops and without the register's own reductions: the same depth
 * first search over (frontier, mask, state) as search.ts, candidates in order of invocation, with as little as possible
 * done for each. A configuration is three numbers, which determine what may come next (open-lists.ts), so that nothing has
 * to be undone on the way back; those seen are kept by frontier (keys.ts).
 *
 * R1 observers, R2 symmetry, R8 independence (see search.ts); of R7, that the frontier op is tried first.
 */
import { alloc, at, exhausted, put } from './arena'
import { isRegister } from './classes'
import { atFurthest, copy, goingBack, length, loadDeepest } from './deepest'
import { infos, opRet, slots } from './history'
import { loadKeys, seeKey } from './keys'
import { canList, squeeze } from './open-lists'
import {
  allOpen, frontBit, hasTwins, legal, loadOpens, openObservers, openOp, sameObject, stateAfter,
} from './opens'
import { classOf, opIndex, ops } from './ops'
import { INVALID, NO_MEMORY, R1, R2, R3, R4, R7, R8, RUNNING, VALID } from './rules'

/** Bits of a key that are left for the state. */
const STATE_BITS: i32 = 24

/** Frame: mask, candidates not tried yet, candidate tried last, state, frontier. */
const REST: usize = 8
const CHOICE: usize = 16
const STATE: usize = 24
const FRONTIER: usize = 28
const FRAME: usize = 32

let frames: usize = 0
let depth: i32 = 0
let rules: i32 = 0

/**
 * The configuration in hand, while the search does not run: what of the ops open at the frontier is linearized, and
 * which candidates are untried.
 */
let frontier: i32 = 0
let mask: u64 = 0
let state: i32 = 0
let rest: u64 = 0

export let trail: usize = 0
export let trailLength: i32 = 0
export let furthest: i32 = 0
export let stepsLeft: i32 = 0

/** Whether this search can do what is asked for. */
export function fits(switches: i32): bool {
  if (infos > 0 || slots > 64 - STATE_BITS || !canList()) return false
  return !isRegister || (switches & (R3 | R4)) == 0
}

export function begin(initial: i32, switches: i32): i32 {
  rules = switches
  frames = alloc(<usize>(ops + 1) * FRAME)
  trail = alloc((<usize>ops << 2) + 4)
  if (exhausted || !loadDeepest(ops, FRAME) || !loadOpens((switches & R2) != 0) || !loadKeys(ops, slots)) return NO_MEMORY
  depth = 0
  furthest = 0
  first = initial
  recording = false
  reachFirst()
  if (reached == ops) return finish(frames, 0)
  if (seeKey(reached, reachedMask, initial) < 0) return NO_MEMORY
  frontier = furthest = reached
  mask = reachedMask
  state = initial
  rest = candidates(reached, reachedMask, initial)
  atFurthest(0)
  return exhausted ? NO_MEMORY : RUNNING
}

/** Goes on for about `steps` steps: a move that is tried, or a configuration that is left. */
export function run(steps: i32): i32 {
  const settles = (rules & R1) != 0
  const symmetric = (rules & R2) != 0
  let from = frontier
  let linearized = mask
  let before = state
  let left = rest
  while (steps > 0) {
    const front = frontBit(from)
    const frontFirst = (rules & R7) ? front : 0
    let fresh = 0
    while (left) {
      steps--
      const bit = left & frontFirst ? front : left & -left
      left ^= bit
      const place = <i32>ctz(bit)
      if (symmetric && hasEarlierTwin(openOp(from, place), from, linearized)) continue
      const after = stateAfter(before, from, place)
      let to = from
      let then = linearized | bit
      if (settles) {
        reach(from, then, before != after, after)
        to = reached
        then = reachedMask
      } else {
        // Past every return whose op is linearized.
        for (let passed = front; then & passed; passed = frontBit(to)) {
          then = squeeze(then, passed)
          to++
        }
      }
      fresh = seeKey(to, then, after)
      if (fresh == 0) continue
      const frame = frames + <usize>depth * FRAME
      depth++
      store<u64>(frame, linearized)
      store<u64>(frame, left, REST)
      store<u64>(frame, bit, CHOICE)
      store<i32>(frame, before, STATE)
      store<i32>(frame, from, FRONTIER)
      from = to
      linearized = then
      before = after
      break
    }
    if (fresh < 0 || exhausted) return NO_MEMORY
    if (fresh > 0) {
      if (from > furthest) {
        furthest = from
        atFurthest(depth)
      }
      if (from == ops) {
        stepsLeft = steps
        return finish(frames, depth)
      }
      left = candidates(from, linearized, before)
      continue
    }
    // Nothing new is left from here: back to the configuration before.
    steps--
    if (depth == 0) {
      stepsLeft = steps
      finish(copy, length)
      return INVALID
    }
    const frame = frames + <usize>--depth * FRAME
    goingBack(frames, depth)
    linearized = load<u64>(frame)
    left = load<u64>(frame, REST)
    before = load<i32>(frame, STATE)
    from = load<i32>(frame, FRONTIER)
  }
  frontier = from
  mask = linearized
  state = before
  rest = left
  stepsLeft = steps
  return RUNNING
}

/** The ops that may come next. */
// @ts-ignore: decorator
@inline function candidates(frontier: i32, linearized: u64, state: i32): u64 {
  let asked = allOpen(frontier) & ~linearized
  if ((rules & R8) && !isRegister) asked &= sameObject(frontier)
  return legal(frontier, state, asked)
}

/** Whether a pending op of the same class returns earlier. */
function hasEarlierTwin(op: i32, frontier: i32, linearized: u64): bool {
  if (!hasTwins(op)) return false
  for (let pending = allOpen(frontier) & ~linearized; pending; pending &= pending - 1) {
    const other = openOp(frontier, <i32>ctz(pending))
    if (classOf(other) == classOf(op) && at(opRet, other) < at(opRet, op)) return true
  }
  return false
}

/** Where a move leads, before it is taken. */
let reached: i32 = 0
let reachedMask: u64 = 0

/** Follows a move: R1; the frontier passes every return whose op is linearized. */
function reach(from: i32, linearized: u64, changed: bool, after: i32): void {
  reached = from
  reachedMask = linearized
  // While the state stays, the observers that are legal in it are linearized already.
  if (rules & R1) settle(after, changed ? ~0 : 0)
  else pass(0)
}

function reachFirst(): void {
  reached = 0
  reachedMask = 0
  if (rules & R1) settle(first, ~0)
}

/** R1: linearizes the observers that are legal in the state, of the open ops given and of all that are opened then. */
function settle(after: i32, among: u64): void {
  for (;;) {
    const found = legal(reached, after, openObservers(reached) & ~reachedMask & among)
    if (recording) record(found)
    reachedMask |= found
    among = pass(0)
    if (among == 0) return
  }
}

/** Moves the frontier past every return whose op is linearized; gives what was opened on the way. */
// @ts-ignore: decorator
@inline function pass(opened: u64): u64 {
  for (let bit = frontBit(reached); reachedMask & bit; bit = frontBit(reached)) {
    const old = squeeze(allOpen(reached), bit)
    reachedMask = squeeze(reachedMask, bit)
    reached++
    opened = squeeze(opened, bit) | (allOpen(reached) & ~old)
  }
  return opened
}

/** Whether what is linearized goes into the trail. */
let recording: bool = false
let first: i32 = 0

/** Fills the trail by going through the moves of a stack once more. */
function finish(stack: usize, moves: i32): i32 {
  recording = true
  trailLength = 0
  reachFirst()
  for (let i = 0; i < moves; i++) {
    const frame = stack + <usize>i * FRAME
    const bit = load<u64>(frame, CHOICE)
    const from = load<i32>(frame, FRONTIER)
    tell(openOp(from, <i32>ctz(bit)))
    if (!(rules & R1)) continue
    const before = load<i32>(frame, STATE)
    const after = stateAfter(before, from, <i32>ctz(bit))
    reach(from, load<u64>(frame) | bit, before != after, after)
  }
  return VALID
}

function record(linearized: u64): void {
  for (; linearized; linearized &= linearized - 1) tell(openOp(reached, <i32>ctz(linearized)))
}

/** Adds an op to the trail, by its index in the input. */
// @ts-ignore: decorator
@inline function tell(op: i32): void {
  put(trail, trailLength++, at(opIndex, op))
}
