/**
 * Classes of identical ops and what they do to a state. The register family is built in; any other model is stepped
 * through a table of the (state, class) pairs seen so far, filled by calling back into JavaScript.
 */
import { at, exhausted, zeroed } from './arena'

export const READ = 0
export const WRITE = 1
export const CAS = 2
/** A compare-and-set that was answered "no": the state was not `from`. */
export const REFUSED = 3
/** A read that tells nothing. */
export const ANY = 4
/** Stepped through the table. */
export const TABLE = 5

export let classes: i32 = 0
export let values: i32 = 0
/** Whether the built-in register family is in use: its reductions apply. */
export let isRegister: bool = false

let kinds: usize = 0
let froms: usize = 0
let tos: usize = 0
let observers: usize = 0
let objects: usize = 0
/** For each class, how many indeterminate ops the history has. */
export let infoTotals: usize = 0

/** Open-addressed (state, class) → next state + 2; 0 is empty, 1 is illegal. */
let table: usize = 0
let tableBits: i32 = 0
let tableCount: i32 = 0

// @ts-ignore: decorator
@external("env", "step") declare function stepInJs(state: i32, cls: i32): i32

/** `columns`: kinds, froms, tos, observers, objects, and totals of indeterminate ops, each `count` numbers. */
export function loadClasses(count: i32, nValues: i32, register: bool, columns: usize): bool {
  classes = count
  values = nValues
  isRegister = register
  const column = <usize>count << 2
  kinds = columns
  froms = kinds + column
  tos = froms + column
  observers = tos + column
  objects = observers + column
  infoTotals = objects + column
  table = 0
  tableCount = 0
  if (register) return true
  tableBits = 8
  table = zeroed(12 << 8)
  return !exhausted
}

// @ts-ignore: decorator
@inline export function kind(c: i32): i32 {
  return at(kinds, c)
}

/** The value a class needs (read, cas) or refuses (refused cas). */
// @ts-ignore: decorator
@inline export function from(c: i32): i32 {
  return at(froms, c)
}

/** The value a class leaves behind (write, cas). */
// @ts-ignore: decorator
@inline export function to(c: i32): i32 {
  return at(tos, c)
}

/** Whether ops of the class leave every state as it is. */
// @ts-ignore: decorator
@inline export function observes(c: i32): bool {
  return at(observers, c) != 0
}

/** The object that ops of the class are about. Ops about different objects have nothing to do with each other. */
// @ts-ignore: decorator
@inline export function objectOf(c: i32): i32 {
  return at(objects, c)
}

/** The next state, or -1 if the class is illegal in `state`. */
// @ts-ignore: decorator
@inline export function step(state: i32, c: i32): i32 {
  const k = kind(c)
  if (k == WRITE) return to(c)
  if (k == READ) return state == from(c) ? state : -1
  if (k == CAS) return state == from(c) ? to(c) : -1
  if (k == REFUSED) return state != from(c) ? state : -1
  if (k == ANY) return state
  return stepTable(state, c)
}

// @ts-ignore: decorator
@inline function slotOf(state: i32, c: i32, mask: i32): i32 {
  let h = state * 0x9e3779b1 + c * 0x85ebca6b
  h ^= h >>> 15
  h *= 0x2c1b3c6d
  h ^= h >>> 13
  return h & mask
}

export function stepTable(state: i32, c: i32): i32 {
  let mask = (1 << tableBits) - 1
  let i = slotOf(state, c, mask)
  let entry = table + <usize>i * 12
  while (load<i32>(entry, 8) != 0) {
    if (load<i32>(entry) == state && load<i32>(entry, 4) == c) return load<i32>(entry, 8) - 2
    i = (i + 1) & mask
    entry = table + <usize>i * 12
  }
  const next = stepInJs(state, c)
  store<i32>(entry, state)
  store<i32>(entry, c, 4)
  store<i32>(entry, next + 2, 8)
  if (++tableCount << 1 > mask) growTable()
  return next
}

function growTable(): void {
  const old = table
  const oldSize = 1 << tableBits
  const next = zeroed(<usize>12 << (tableBits + 1))
  if (next == 0) return
  table = next
  tableBits++
  const mask = (1 << tableBits) - 1
  for (let i = 0; i < oldSize; i++) {
    const from = old + <usize>i * 12
    if (load<i32>(from, 8) == 0) continue
    let j = slotOf(load<i32>(from), load<i32>(from, 4), mask)
    while (load<i32>(table + <usize>j * 12, 8) != 0) j = (j + 1) & mask
    memory.copy(table + <usize>j * 12, from, 12)
  }
}
