/**
 * The search: depth first over configurations (frontier, mask of linearized open ops, state, indeterminate ops used),
 * after Wing & Gong 1993 and Lowe 2017, in window form, with eight reductions that may be switched off one by one.
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
 * R8 independence: of many objects, only ops about the frontier's are tried.
 */
import { alloc, exhausted } from './arena'
import { enter, frontierOf, restoreMask, stateOf } from './cache'
import { NONE, chosenKey, loadChoices, next } from './choose'
import { restoreUsedBase, usedBase } from './counts'
import { atFurthest, keep, loadDeepest } from './deepest'
import { begin, f, infos, rewind } from './history'
import { apply, cover, loadMoves, rules, settle, state, trail, trailLength, undo } from './moves'
import { ops } from './ops'
import { INVALID, NO_MEMORY, R6, RUNNING, VALID } from './rules'

/** Frame: cache entry, length of the trail, key of the candidate tried last, cover, base of the used list. */
const TRAIL: usize = 4
const LAST: usize = 8
const COVER: usize = 16
const BASE: usize = 20
const FRAME: usize = 24

let frames: usize = 0
let depth: i32 = 0
/** The furthest frontier that any configuration reached. */
export let furthest: i32 = 0

export function loadSearch(initial: i32, switches: i32): i32 {
  furthest = 0
  depth = 0
  frames = alloc(<usize>(ops + infos + 2) * FRAME)
  if (exhausted || !begin() || !loadMoves(initial, switches) || !loadChoices()) return NO_MEMORY
  if (!loadDeepest(ops + infos, 4)) return NO_MEMORY
  settle(true, 0)
  furthest = f
  atFurthest(trailLength)
  if (f == ops) return VALID
  const entry = enter(state, cover, (rules & R6) != 0)
  if (exhausted) return NO_MEMORY
  push(entry)
  return RUNNING
}

/** How many of the steps granted to the latest run were not taken. */
export let stepsLeft: i32 = 0

/** Goes on for at most `steps` steps. */
export function run(steps: i32): i32 {
  stepsLeft = steps
  while (stepsLeft > 0) {
    stepsLeft--
    const frame = frames + <usize>(depth - 1) * FRAME
    const candidate = next(load<i64>(frame, LAST))
    if (candidate == NONE) {
      if (--depth == 0) {
        keep(trail, 0)
        return INVALID
      }
      restore(frames + <usize>(depth - 1) * FRAME)
      continue
    }
    store<i64>(frame, chosenKey, LAST)
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
  if (f > furthest) {
    furthest = f
    atFurthest(trailLength)
  }
}

function restore(frame: usize): void {
  const entry: usize = load<u32>(frame)
  rewind(frontierOf(entry))
  undo(load<i32>(frame, TRAIL), stateOf(entry), load<i32>(frame, COVER))
  restoreMask(entry)
  restoreUsedBase(load<i32>(frame, BASE))
}
