/**
 * What is still to come, by value (register family): how many required ops need a value, how many ops can provide it,
 * and how many unused indeterminate ops of each class there are.
 */
import { alloc, at, exhausted, put, zeroed } from './arena'
import { ANY, CAS, READ, REFUSED, WRITE, classes, from, infoTotals, isRegister, kind, to, values } from './classes'
import { classOf, ops } from './ops'

/** Required reads and cas of the value that are not linearized yet. */
export let needed: usize = 0
/** Writes and cas to the value, required or indeterminate, that are not linearized yet (a cas from v to v is none). */
export let providers: usize = 0
/** Indeterminate cas from the value, unused or still to be invoked. */
export let infoFrom: usize = 0
/** Refused cas, not linearized yet: while there are any, every value may serve to be different. */
export let refused: i32 = 0

/** For each class: indeterminate ops used on the current path. */
export let usedOf: usize = 0
/** The classes used at least once, in order of their first use; those before `usedBase` matter no more on this path. */
export let usedList: usize = 0
export let usedCount: i32 = 0
export let usedBase: i32 = 0

/** The distinct classes of indeterminate ops, and those of them that are cas. */
export let infoClasses: usize = 0
export let infoClassCount: i32 = 0
export let infoCas: usize = 0
export let infoCasCount: i32 = 0
/** For each value, the classes of ops that leave it behind: a linked list through `nextByTo`. */
export let firstByTo: usize = 0
export let nextByTo: usize = 0
/** For each value, the class of its reads, plus one; and the class of reads that tell nothing, or -1. */
export let readOf: usize = 0
export let anyClass: i32 = -1

// @ts-ignore: decorator
@inline function bump(base: usize, i: i32, by: i32): void {
  put(base, i, at(base, i) + by)
}

function countRequired(c: i32, by: i32): void {
  const k = kind(c)
  if (k == READ) bump(needed, from(c), by)
  else if (k == WRITE) bump(providers, to(c), by)
  else if (k == CAS) {
    bump(needed, from(c), by)
    if (from(c) != to(c)) bump(providers, to(c), by)
  } else if (k == REFUSED) refused += by
}

function countInfo(c: i32, by: i32): void {
  if (kind(c) == CAS) {
    bump(infoFrom, from(c), by)
    if (from(c) != to(c)) bump(providers, to(c), by)
  } else if (kind(c) == WRITE) bump(providers, to(c), by)
}

export function loadCounts(): bool {
  const perValue = (<usize>values << 2) + 4
  const perClass = (<usize>classes << 2) + 4
  needed = zeroed(perValue)
  providers = zeroed(perValue)
  infoFrom = zeroed(perValue)
  firstByTo = zeroed(perValue)
  readOf = zeroed(perValue)
  nextByTo = zeroed(perClass)
  usedOf = zeroed(perClass)
  usedList = alloc(perClass)
  infoClasses = alloc(perClass)
  infoCas = alloc(perClass)
  if (exhausted) return false
  refused = 0
  usedCount = 0
  usedBase = 0
  anyClass = -1
  infoClassCount = 0
  infoCasCount = 0
  for (let c = 0; c < classes; c++) {
    if (isRegister) {
      if (kind(c) == READ) put(readOf, from(c), c + 1)
      else if (kind(c) == ANY) anyClass = c
      else if (kind(c) != REFUSED) {
        put(nextByTo, c, at(firstByTo, to(c)))
        put(firstByTo, to(c), c + 1)
      }
    }
    const total = at(infoTotals, c)
    if (total == 0) continue
    put(infoClasses, infoClassCount++, c)
    if (!isRegister) continue
    countInfo(c, total)
    if (kind(c) == CAS) put(infoCas, infoCasCount++, c)
  }
  if (isRegister) for (let op = 0; op < ops; op++) countRequired(classOf(op), 1)
  return true
}

export function take(c: i32): void {
  if (isRegister) countRequired(c, -1)
}

export function giveBack(c: i32): void {
  if (isRegister) countRequired(c, 1)
}

export function takeInfo(c: i32): void {
  if (isRegister) countInfo(c, -1)
  if (at(usedOf, c) == 0) put(usedList, usedCount++, c)
  bump(usedOf, c, 1)
}

/** Undoes the latest `takeInfo`. */
export function giveBackInfo(c: i32): void {
  if (isRegister) countInfo(c, 1)
  bump(usedOf, c, -1)
  if (at(usedOf, c) == 0) usedCount--
}

/** Whether having used an indeterminate op of the class can still matter to what comes next. */
export function matters(c: i32): bool {
  if (!isRegister || refused > 0) return true
  const value = to(c)
  return at(needed, value) > 0 || at(infoFrom, value) > 0
}

/** Nobody will need the value any more. */
// @ts-ignore: decorator
@inline export function isDead(value: i32): bool {
  return at(needed, value) == 0 && at(infoFrom, value) == 0
}

/** Moves `usedBase` past what matters no more: along one path nothing begins to matter again. */
export function skipUsed(): i32 {
  while (usedBase < usedCount && !matters(at(usedList, usedBase))) usedBase++
  return usedBase
}

export function restoreUsedBase(base: i32): void {
  usedBase = base
}
