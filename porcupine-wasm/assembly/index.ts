/**
 * The core's face to TypeScript. A check: `reset`, `alloc` the input arrays and fill them, `prepare`, then `run` until
 * it answers something else than RUNNING; the trail then holds the linearization, or as much of one as there is.
 */
import * as arena from './arena'
import { entries, loadCache } from './cache'
import { loadClasses } from './classes'
import { loadCounts } from './counts'
import { loadHistory } from './history'
import { copy, length } from './deepest'
import { keys } from './keys'
import { trail, trailLength } from './moves'
import * as lean from './lean'
import { INVALID, NO_MEMORY, R4, R6 } from './rules'
import { furthest, loadSearch, run as runSearch, stepsLeft } from './search'

export function reset(limitBytes: u32): void {
  arena.reset(limitBytes)
}

export function alloc(bytes: u32): usize {
  return arena.alloc(bytes)
}

/** Every array is of i32; `classTable` as in classes.ts. */
export function prepare(
  events: usize, eventCount: i32, opClass: usize, ops: i32, infos: i32,
  classTable: usize, classes: i32, values: i32, register: bool, initial: i32, rules: i32,
): i32 {
  if (!loadClasses(classes, values, register, classTable)) return NO_MEMORY
  if (!loadHistory(events, eventCount, ops, infos, classes, opClass)) return NO_MEMORY
  isInvalid = false
  isLean = lean.fits(rules)
  if (isLean) return lean.begin(initial, rules)
  if (!loadCounts(opClass, ops)) return NO_MEMORY
  if (!loadCache(classes, register && (rules & R4) != 0 && (rules & R6) != 0)) return NO_MEMORY
  return loadSearch(initial, rules)
}

/** Which of the two searches is at work. */
let isLean: bool = false
/** What the latest `run` answered. */
let isInvalid: bool = false

export function run(steps: i32): i32 {
  const status = isLean ? lean.run(steps) : runSearch(steps)
  isInvalid = status == INVALID
  return status
}

/** How many of the steps granted to the latest `run` were not taken. */
export function stepsUntaken(): i32 {
  return isLean ? lean.stepsLeft : stepsLeft
}

/** Where the linearization is; of an illegal history, the partial one that first got furthest. */
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
