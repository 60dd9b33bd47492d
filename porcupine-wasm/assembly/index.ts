/**
 * The core's face to TypeScript. A check: `reset`, `alloc` the input arrays and fill them, `prepare`, then `run` until
 * it answers something else than RUNNING; the trail then holds the linearization, if there is one.
 */
import * as arena from './arena'
import { entries, loadCache } from './cache'
import { loadClasses } from './classes'
import { loadCounts } from './counts'
import { loadHistory } from './history'
import { R4, R6, trail, trailLength } from './moves'
import { NO_MEMORY, furthest, loadSearch, run as runSearch, stepsLeft } from './search'

export function reset(limitBytes: u32): void {
  arena.reset(limitBytes)
}

export function alloc(bytes: u32): usize {
  return arena.alloc(bytes)
}

/**
 * Every array is of i32. `classTable`: kinds, froms, tos, observers, and totals of indeterminate ops, one after the
 * other, each `classes` long.
 */
export function prepare(
  events: usize, eventCount: i32, opClass: usize, ops: i32, infos: i32,
  classTable: usize, classes: i32, values: i32, register: bool, initial: i32, rules: i32,
): i32 {
  const column = <usize>classes << 2
  const ready =
    loadClasses(classes, values, register, classTable, classTable + column, classTable + 2 * column, classTable + 3 * column) &&
    loadHistory(events, eventCount, ops, infos, classes, opClass) &&
    loadCounts(opClass, ops, classTable + 4 * column) &&
    loadCache(classes, register && (rules & R4) != 0 && (rules & R6) != 0)
  return ready ? loadSearch(initial, rules) : NO_MEMORY
}

export function run(steps: i32): i32 {
  return runSearch(steps)
}

/** How many of the steps granted to the latest `run` were not taken. */
export function stepsUntaken(): i32 {
  return stepsLeft
}

export function trailAt(): usize {
  return trail
}

export function trailCount(): i32 {
  return trailLength
}

export function furthestFrontier(): i32 {
  return furthest
}

export function entryCount(): i32 {
  return entries
}

export function bytesUsed(): usize {
  return arena.used()
}
