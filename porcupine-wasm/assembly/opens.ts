/**
 * The history as the lean search walks it: for each return, the ops that are open just before it, in order of
 * invocation. A set of them is a mask, bit i for the i-th; from one return to the next the returned op's bit is taken
 * out, those above it move down, and what was invoked meanwhile comes on top.
 */
import { alloc, at, exhausted, put, zeroed } from './arena'
import { ANY, CAS, REFUSED, WRITE, classes, from, isRegister, kind, objectOf, observes, stepTable, to } from './classes'
import { invEnd, retOp, slots } from './history'
import { classOf, ops } from './ops'

/**
 * Return: its open ops, what each needs (below), the bit of the op that returns, then masks of the open ops: all, those
 * that NEED does not hold for but everything else does, pure observers, those about the same object as the one that
 * returns.
 */
const NEEDS: usize = 4
const FRONT: usize = 8
const ALL: usize = 16
const OTHERS: usize = 24
const OBSERVERS: usize = 32
const SAME_OBJECT: usize = 40
const RETURN: usize = 48

/** The most bytes that the lists may take. */
const MOST: usize = 64 << 20

let returns: usize = 0
/** For each op, the state after it, or -1 if the state stays (register). */
let afters: usize = 0
/** For each class, whether two of its ops are open at once. */
let twins: usize = 0
/** Where the next list goes. */
let lists: usize = 0

/** Whether the lists take no more memory than they may. */
export function canList(): bool {
  return <usize>ops * <usize>(slots + 3) <= MOST >> 3
}

export function loadOpens(): bool {
  let listed = 0
  for (let r = 0; r < ops; r++) listed += roundUp(at(invEnd, r) - r)
  returns = zeroed(<usize>(ops + 1) * RETURN)
  lists = alloc(<usize>listed << 3)
  afters = alloc(<usize>ops << 2)
  twins = zeroed((<usize>classes << 2) + 4)
  const open = zeroed((<usize>classes << 2) + 4)
  if (exhausted) return false
  for (let op = 0; op < ops; op++) {
    const c = classOf(op)
    put(afters, op, kind(c) == WRITE || kind(c) == CAS ? to(c) : -1)
  }
  for (let r = 0; r < ops; r++) list(r, open)
  return true
}

/** Lists are read four ops at a time. */
// @ts-ignore: decorator
@inline function roundUp(count: i32): i32 {
  return (count + 3) & ~3
}

/**
 * Lists what is open before return `r`, after the list of the return before: what returned there is taken out, what
 * was invoked meanwhile is added. `open`: ops open by class.
 */
function list(r: i32, open: usize): void {
  const here = lists
  const end = at(invEnd, r)
  const room = <usize>roundUp(end - r) << 2
  const needs = here + room
  const ret = returns + <usize>r * RETURN
  store<u32>(ret, <u32>here)
  store<u32>(ret, <u32>needs, NEEDS)
  let count = 0
  let others: u64 = 0, observers: u64 = 0
  if (r > 0) {
    const before = ret - RETURN
    const gone = load<u64>(before, FRONT)
    count = at(invEnd, r - 1) - r
    copyWithout(load<u32>(before), here, <i32>ctz(gone), count)
    copyWithout(load<u32>(before, NEEDS), needs, <i32>ctz(gone), count)
    others = squeeze(load<u64>(before, OTHERS), gone)
    observers = squeeze(load<u64>(before, OBSERVERS), gone)
    bump(open, classOf(at(retOp, r - 1)), -1)
  }
  for (let op = count + r; op < end; op++, count++) {
    const c = classOf(op)
    const k = kind(c)
    const bit = (<u64>1) << count
    put(here, count, op)
    put(needs, count, k == WRITE || k == ANY ? -1 : from(c))
    if (k == WRITE || k == ANY || k == REFUSED) others |= bit
    if (observes(c)) observers |= bit
    bump(open, c, 1)
    if (at(open, c) > 1) put(twins, c, 1)
  }
  for (let i = count; i < roundUp(count); i++) put(needs, i, -1)
  const front = at(retOp, r)
  let place = 0
  while (at(here, place) != front) place++
  store<u64>(ret, (<u64>1) << place, FRONT)
  store<u64>(ret, ((<u64>1) << count) - 1, ALL)
  store<u64>(ret, others, OTHERS)
  store<u64>(ret, observers, OBSERVERS)
  if (!isRegister) store<u64>(ret, aboutObject(here, count, objectOf(classOf(front))), SAME_OBJECT)
  lists = needs + room
}

/** Copies a list without what stands at `gone`: `count` numbers. */
// @ts-ignore: decorator
@inline function copyWithout(list: usize, to: usize, gone: i32, count: i32): void {
  for (let i = 0; i < gone; i++) put(to, i, at(list, i))
  for (let i = gone; i < count; i++) put(to, i, at(list, i + 1))
}

/** Those of the ops listed that are about the object. */
function aboutObject(list: usize, count: i32, object: i32): u64 {
  let same: u64 = 0
  for (let i = 0; i < count; i++) if (objectOf(classOf(at(list, i))) == object) same |= (<u64>1) << i
  return same
}

/** Takes a bit out; those above it move down. */
// @ts-ignore: decorator
@inline export function squeeze(mask: u64, bit: u64): u64 {
  return (mask & (bit - 1)) | ((mask >> 1) & ~(bit - 1))
}

// @ts-ignore: decorator
@inline function bump(base: usize, i: i32, by: i32): void {
  put(base, i, at(base, i) + by)
}

// @ts-ignore: decorator
@inline function returnAt(r: i32): usize {
  return returns + <usize>r * RETURN
}

/** The bit of the op that returns; 0 after the last return. */
// @ts-ignore: decorator
@inline export function frontBit(r: i32): u64 {
  return load<u64>(returnAt(r), FRONT)
}

/** The ops open before return `r`, for `listedOp`. */
// @ts-ignore: decorator
@inline export function openList(r: i32): usize {
  return load<u32>(returnAt(r))
}

// @ts-ignore: decorator
@inline export function listedOp(list: usize, i: i32): i32 {
  return at(list, i)
}

/** The i-th of the ops open before return `r`. */
// @ts-ignore: decorator
@inline export function openOp(r: i32, i: i32): i32 {
  return at(load<u32>(returnAt(r)), i)
}

// @ts-ignore: decorator
@inline export function openCount(r: i32): i32 {
  return <i32>popcnt(load<u64>(returnAt(r), ALL))
}

// @ts-ignore: decorator
@inline export function allOpen(r: i32): u64 {
  return load<u64>(returnAt(r), ALL)
}

// @ts-ignore: decorator
@inline export function openObservers(r: i32): u64 {
  return load<u64>(returnAt(r), OBSERVERS)
}

// @ts-ignore: decorator
@inline export function sameObject(r: i32): u64 {
  return load<u64>(returnAt(r), SAME_OBJECT)
}

/** Those of the open ops asked for that are legal in the state. */
// @ts-ignore: decorator
@inline export function legal(r: i32, state: i32, asked: u64): u64 {
  return isRegister ? legalOfRegister(r, state) & asked : legalByTable(r, state, asked)
}

// @ts-ignore: decorator
@inline function legalOfRegister(r: i32, state: i32): u64 {
  const ret = returnAt(r)
  const all = load<u64>(ret, ALL)
  const wanted = i32x4.splat(state)
  let needs: usize = load<u32>(ret, NEEDS)
  let equal: u64 = 0
  for (let shift: u64 = 0; all >> shift; shift += 4, needs += 16) {
    equal |= <u64>i32x4.bitmask(i32x4.eq(v128.load(needs), wanted)) << shift
  }
  return (equal ^ load<u64>(ret, OTHERS)) & all
}

function legalByTable(r: i32, state: i32, asked: u64): u64 {
  let legal: u64 = 0
  for (let rest = asked; rest; rest &= rest - 1) {
    if (stepTable(state, classOf(openOp(r, <i32>ctz(rest)))) >= 0) legal |= rest & -rest
  }
  return legal
}

/** The state after an op that is legal in it. */
// @ts-ignore: decorator
@inline export function stateAfter(state: i32, op: i32): i32 {
  if (!isRegister) return stepTable(state, classOf(op))
  const after = at(afters, op)
  return select(after, state, after >= 0)
}

// @ts-ignore: decorator
@inline export function hasTwins(op: i32): bool {
  return at(twins, classOf(op)) != 0
}
