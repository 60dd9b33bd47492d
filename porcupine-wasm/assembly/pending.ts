/**
 * The pending ops (open, not linearized), class by class: a doubly linked list each, in no order. For the register
 * family also: how many pending ops need each value, and how many refused cas refuse it.
 */
import { alloc, at, exhausted, put, zeroed } from './arena'
import { CAS, READ, REFUSED, classes, from, isRegister, kind, values } from './classes'
import { classOf, ops } from './ops'

/** First op of each class, plus one; links likewise. */
let heads: usize = 0
let nexts: usize = 0
let prevs: usize = 0
let needs: usize = 0
let refusals: usize = 0

export function loadPending(): bool {
  heads = zeroed((<usize>classes << 2) + 4)
  nexts = alloc((<usize>ops << 2) + 4)
  prevs = alloc((<usize>ops << 2) + 4)
  needs = zeroed((<usize>values << 2) + 4)
  refusals = zeroed((<usize>values << 2) + 4)
  return !exhausted
}

export function addPending(op: i32): void {
  const c = classOf(op)
  const head = at(heads, c)
  put(nexts, op, head)
  put(prevs, op, 0)
  if (head) put(prevs, head - 1, op + 1)
  put(heads, c, op + 1)
  if (isRegister) count(c, 1)
}

export function removePending(op: i32): void {
  const c = classOf(op)
  const next = at(nexts, op)
  const prev = at(prevs, op)
  if (prev) put(nexts, prev - 1, next)
  else put(heads, c, next)
  if (next) put(prevs, next - 1, prev)
  if (isRegister) count(c, -1)
}

// @ts-ignore: decorator
@inline function count(c: i32, by: i32): void {
  const k = kind(c)
  if (k == READ || k == CAS) put(needs, from(c), at(needs, from(c)) + by)
  else if (k == REFUSED) put(refusals, from(c), at(refusals, from(c)) + by)
}

/** A pending op of the class, or -1. */
// @ts-ignore: decorator
@inline export function firstPending(c: i32): i32 {
  return at(heads, c) - 1
}

/** The pending op of the same class after `op`, or -1. */
// @ts-ignore: decorator
@inline export function nextPending(op: i32): i32 {
  return at(nexts, op) - 1
}

/** Whether a pending read or cas needs the value. */
// @ts-ignore: decorator
@inline export function isNeededNow(value: i32): bool {
  return at(needs, value) > 0
}

/** Whether a pending refused cas needs any other value than this one. */
// @ts-ignore: decorator
@inline export function isRefusedNow(value: i32): bool {
  return at(refusals, value) > 0
}
