/**
 * The core's face to TypeScript. A check: `reset`, `alloc` the input arrays and fill them, `prepare`, then `run` until
 * it answers something else than RUNNING; the trail then holds the linearization, or as much of one as there is.
 */
import * as arena from './arena'
import { at, put } from './arena'
import { entries, loadCache } from './cache'
import { classes, isRegister, loadClasses } from './classes'
import { loadCounts } from './counts'
import { loadHistory } from './history'
import { copy, length } from './deepest'
import { keys } from './keys'
import * as lean from './lean'
import { HIDDEN, trail, trailLength } from './moves'
import { opIndex } from './ops'
import { INVALID, NO_MEMORY, R4, R6, VALID } from './rules'
import { furthest, loadSearch, run as runSearch, stepsLeft } from './search'

export function reset(limitBytes: u32): void {
  arena.reset(limitBytes)
}

export function alloc(bytes: u32): usize {
  return arena.alloc(bytes)
}

/** Every array is of i32: the first three as in history.ts, `classTable` as in classes.ts. */
export function prepare(
  starts: usize, ends: usize, classOf: usize, n: i32, places: i32,
  classTable: usize, classes: i32, values: i32, register: bool, initial: i32, rules: i32,
): i32 {
  isInvalid = false
  isLean = false
  if (!loadClasses(classes, values, register, classTable)) return NO_MEMORY
  if (!loadHistory(starts, ends, classOf, n, places)) return NO_MEMORY
  isLean = lean.fits(rules)
  return told(isLean ? lean.begin(initial, rules) : loadFull(initial, rules))
}

function loadFull(initial: i32, rules: i32): i32 {
  if (!loadCounts()) return NO_MEMORY
  if (!loadCache(classes, isRegister && (rules & R4) != 0 && (rules & R6) != 0)) return NO_MEMORY
  return loadSearch(initial, rules)
}

/** Which of the two searches is at work. */
let isLean: bool = false
/** What the latest `run` answered. */
let isInvalid: bool = false

export function run(steps: i32): i32 {
  return told(isLean ? lean.run(steps) : runSearch(steps))
}

/** A status that is about to be answered: with the last one, the trail tells ops by their indices in the input. The lean search's does. */
function told(status: i32): i32 {
  isInvalid = status == INVALID
  if ((status != VALID && !isInvalid) || isLean) return status
  const trail = trailAt()
  for (let i = trailCount() - 1; i >= 0; i--) {
    const entry = at(trail, i)
    if (entry >= 0) put(trail, i, at(opIndex, entry & ~HIDDEN) | (entry & HIDDEN))
  }
  return status
}

/** How many of the steps granted to the latest `run` were not taken. */
export function stepsUntaken(): i32 {
  return isLean ? lean.stepsLeft : stepsLeft
}

/** Where the linearization is: indices in the input, marked if hidden (moves.ts), or ~class of an indeterminate op; of an illegal history, the partial one that first got furthest. */
export function trailAt(): usize {
  if (isLean) return lean.trail
  return isInvalid ? copy : trail
}

export function trailCount(): i32 {
  if (isLean) return lean.trailLength
  return isInvalid ? length : trailLength
}

export function furthestFrontier(): i32 {
  return isLean ? lean.furthest : furthest
}

export function entryCount(): i32 {
  return isLean ? keys : entries
}

export function bytesUsed(): usize {
  return arena.used()
}
