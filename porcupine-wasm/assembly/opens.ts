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
 * Return: its open ops, what each needs (below), the state after each, or -1 if the state stays (register), the bit of
 * the op that returns, then masks of the open ops: all, those that NEED does not hold for but everything else does, pure
 * observers, those about the same object as the one that returns.
 */
const NEEDS: usize = 4
const AFTERS: usize = 8
const FRONT: usize = 16
const ALL: usize = 24
const OTHERS: usize = 32
const OBSERVERS: usize = 40
const SAME_OBJECT: usize = 48
const RETURN: usize = 56

/** The most bytes that the lists may take. */
const MOST: usize = 64 << 20

let returns: usize = 0
/** For each class, whether two of its ops are open at once. */
let twins: usize = 0
/** Where the next list goes. */
let lists: usize = 0

/** Whether the lists take no more memory than they may. */
export function canList(): bool {
  return <usize>ops * <usize>(slots + 7) <= MOST / 12
}

/** `symmetric`: whether `hasTwins` will be asked for. */
export function loadOpens(symmetric: bool): bool {
  let listed = 0
  for (let r = 0; r < ops; r++) listed += roundUp(at(invEnd, r) - r)
  returns = alloc(<usize>(ops + 1) * RETURN)
  // Lists are copied with what stands behind them.
  lists = alloc(<usize>listed * 12 + 64)
  if (exhausted) return false
  if (slots <= 8) listNarrow()
  else for (let r = 0; r < ops; r++) list(r)
  memory.fill(returns + <usize>ops * RETURN, 0, RETURN)
  return !symmetric || findTwins()
}

/** Lists are read eight ops at a time. */
// @ts-ignore: decorator
@inline function roundUp(count: i32): i32 {
  return (count + 7) & ~7
}

/**
 * Lists what is open before return `r`, after the list of the return before: what returned there is taken out, what
 * was invoked meanwhile is added.
 */
function list(r: i32): void {
  const here = lists
  const end = at(invEnd, r)
  const room = <usize>roundUp(end - r) << 2
  const needs = here + room
  const afters = needs + room
  const ret = returns + <usize>r * RETURN
  store<u32>(ret, <u32>here)
  store<u32>(ret, <u32>needs, NEEDS)
  store<u32>(ret, <u32>afters, AFTERS)
  let count = 0
  let others: u64 = 0, observers: u64 = 0
  if (r > 0) {
    const before = ret - RETURN
    const gone = load<u64>(before, FRONT)
    count = at(invEnd, r - 1) - r
    copyWithout(load<u32>(before), here, <i32>ctz(gone), count)
    copyWithout(load<u32>(before, NEEDS), needs, <i32>ctz(gone), count)
    copyWithout(load<u32>(before, AFTERS), afters, <i32>ctz(gone), count)
    others = squeeze(load<u64>(before, OTHERS), gone)
    observers = squeeze(load<u64>(before, OBSERVERS), gone)
  }
  for (let op = count + r; op < end; op++, count++) {
    const c = classOf(op)
    const k = kind(c)
    const free = k == WRITE || k == ANY
    put(here, count, op)
    put(needs, count, from(c) | -<i32>free)
    put(afters, count, to(c) | -<i32>(k != WRITE && k != CAS))
    others |= <u64>(free || k == REFUSED) << count
    observers |= <u64>observes(c) << count
  }
  const all = ((<u64>1) << count) - 1
  store<u64>(ret, equalTo(here, at(retOp, r), count) & all, FRONT)
  store<u64>(ret, all, ALL)
  store<u64>(ret, others, OTHERS)
  store<u64>(ret, observers, OBSERVERS)
  if (!isRegister) store<u64>(ret, aboutObject(here, count, objectOf(classOf(at(retOp, r)))), SAME_OBJECT)
  lists = afters + room
}

/**
 * All lists, where none is longer than eight: they are kept in vectors from one return to the next, since to read what
 * was just written in pieces takes longer than all the rest.
 */
function listNarrow(): void {
  const low = i32x4(0, 1, 2, 3), high = i32x4(4, 5, 6, 7)
  let opsLow = i32x4.splat(0), needsLow = opsLow, aftersLow = opsLow
  let opsHigh = opsLow, needsHigh = opsLow, aftersHigh = opsLow
  let count = 0
  let others: u64 = 0, observers: u64 = 0
  let ret = returns
  let here = lists
  for (let r = 0, op = 0; r < ops; r++, ret += RETURN, here += 96) {
    for (const end = at(invEnd, r); op < end; op++, count++) {
      const c = classOf(op)
      const k = kind(c)
      const free = k == WRITE || k == ANY
      const place = i32x4.splat(count)
      const inLow = i32x4.eq(place, low), inHigh = i32x4.eq(place, high)
      const number = i32x4.splat(op)
      const need = i32x4.splat(from(c) | -<i32>free)
      const after = i32x4.splat(to(c) | -<i32>(k != WRITE && k != CAS))
      opsLow = v128.bitselect(number, opsLow, inLow)
      opsHigh = v128.bitselect(number, opsHigh, inHigh)
      needsLow = v128.bitselect(need, needsLow, inLow)
      needsHigh = v128.bitselect(need, needsHigh, inHigh)
      aftersLow = v128.bitselect(after, aftersLow, inLow)
      aftersHigh = v128.bitselect(after, aftersHigh, inHigh)
      others |= <u64>(free || k == REFUSED) << count
      observers |= <u64>observes(c) << count
    }
    v128.store(here, opsLow)
    v128.store(here, opsHigh, 16)
    v128.store(here, needsLow, 32)
    v128.store(here, needsHigh, 48)
    v128.store(here, aftersLow, 64)
    v128.store(here, aftersHigh, 80)
    const returning = at(retOp, r)
    const wanted = i32x4.splat(returning)
    const equal = i16x8.narrow_i32x4_s(i32x4.eq(opsLow, wanted), i32x4.eq(opsHigh, wanted))
    const all = ((<u64>1) << count) - 1
    const front = <u64>i16x8.bitmask(equal) & all
    store<u32>(ret, <u32>here)
    store<u32>(ret, <u32>(here + 32), NEEDS)
    store<u32>(ret, <u32>(here + 64), AFTERS)
    store<u64>(ret, front, FRONT)
    store<u64>(ret, all, ALL)
    store<u64>(ret, others, OTHERS)
    store<u64>(ret, observers, OBSERVERS)
    if (!isRegister) store<u64>(ret, aboutObject(here, count, objectOf(classOf(returning))), SAME_OBJECT)
    // What returns is taken out.
    const gone = i32x4.splat(<i32>ctz(front))
    const stayLow = i32x4.gt_s(gone, low), stayHigh = i32x4.gt_s(gone, high)
    opsLow = v128.bitselect(opsLow, v128.shuffle<i32>(opsLow, opsHigh, 1, 2, 3, 4), stayLow)
    opsHigh = v128.bitselect(opsHigh, v128.shuffle<i32>(opsHigh, opsHigh, 1, 2, 3, 3), stayHigh)
    needsLow = v128.bitselect(needsLow, v128.shuffle<i32>(needsLow, needsHigh, 1, 2, 3, 4), stayLow)
    needsHigh = v128.bitselect(needsHigh, v128.shuffle<i32>(needsHigh, needsHigh, 1, 2, 3, 3), stayHigh)
    aftersLow = v128.bitselect(aftersLow, v128.shuffle<i32>(aftersLow, aftersHigh, 1, 2, 3, 4), stayLow)
    aftersHigh = v128.bitselect(aftersHigh, v128.shuffle<i32>(aftersHigh, aftersHigh, 1, 2, 3, 3), stayHigh)
    others = squeeze(others, front)
    observers = squeeze(observers, front)
    count--
  }
}

/** Copies a list of `count` numbers without what stands at `gone`. */
// @ts-ignore: decorator
@inline function copyWithout(list: usize, to: usize, gone: i32, count: i32): void {
  let ahead = i32x4.sub(i32x4.splat(gone), i32x4(0, 1, 2, 3))
  for (let i = 0; i < count; i += 4, list += 16, to += 16) {
    const stays = i32x4.gt_s(ahead, i32x4.splat(0))
    v128.store(to, v128.bitselect(v128.load(list), v128.load(list, 4), stays))
    ahead = i32x4.sub(ahead, i32x4.splat(4))
  }
}

/** Which of the numbers of a list are equal to one; of bits from `count` up nothing is known. */
// @ts-ignore: decorator
@inline function equalTo(list: usize, number: i32, count: i32): u64 {
  const wanted = i32x4.splat(number)
  let equal: u64 = 0
  for (let i = 0; i < count; i += 8, list += 32) {
    const low = i32x4.eq(v128.load(list), wanted)
    const high = i32x4.eq(v128.load(list, 16), wanted)
    equal |= <u64>i16x8.bitmask(i16x8.narrow_i32x4_s(low, high)) << i
  }
  return equal
}

/** Finds the classes of which two ops are open at once. */
function findTwins(): bool {
  twins = zeroed((<usize>classes << 2) + 4)
  const open = zeroed((<usize>classes << 2) + 4)
  if (exhausted) return false
  let op = 0
  for (let r = 0; r < ops; r++) {
    for (; op < at(invEnd, r); op++) {
      const c = classOf(op)
      if (at(open, c) > 0) put(twins, c, 1)
      put(open, c, at(open, c) + 1)
    }
    const c = classOf(at(retOp, r))
    put(open, c, at(open, c) - 1)
  }
  return true
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
@inline function returnAt(r: i32): usize {
  return returns + <usize>r * RETURN
}

/** The bit of the op that returns; 0 after the last return. */
// @ts-ignore: decorator
@inline export function frontBit(r: i32): u64 {
  return load<u64>(returnAt(r), FRONT)
}

/** The i-th of the ops open before return `r`. */
// @ts-ignore: decorator
@inline export function openOp(r: i32, i: i32): i32 {
  return at(load<u32>(returnAt(r)), i)
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
  const equal = equalTo(load<u32>(ret, NEEDS), state, 64 - <i32>clz(all))
  return (equal ^ load<u64>(ret, OTHERS)) & all
}

function legalByTable(r: i32, state: i32, asked: u64): u64 {
  let legal: u64 = 0
  for (let rest = asked; rest; rest &= rest - 1) {
    if (stepTable(state, classOf(openOp(r, <i32>ctz(rest)))) >= 0) legal |= rest & -rest
  }
  return legal
}

/** The state after the i-th of the ops open before return `r`, which is legal in the state. */
// @ts-ignore: decorator
@inline export function stateAfter(state: i32, r: i32, i: i32): i32 {
  if (!isRegister) return stepTable(state, classOf(openOp(r, i)))
  const after = at(load<u32>(returnAt(r), AFTERS), i)
  return after ^ ((after ^ state) & (after >> 31))
}

// @ts-ignore: decorator
@inline export function hasTwins(op: i32): bool {
  return at(twins, classOf(op)) != 0
}
