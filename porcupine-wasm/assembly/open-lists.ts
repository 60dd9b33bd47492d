/**
 * For each return, the ops that are open just before it, in order of invocation, as the lean search needs them. From one
 * return to the next the returned op is taken out, those after it move down, and what was invoked meanwhile is added.
 */
import { alloc, at, exhausted, put } from './arena'
import { ANY, CAS, REFUSED, WRITE, from, isRegister, kind, objectOf, observes, to } from './classes'
import { invEnd, retOp, slots } from './history'
import { classOf, ops } from './ops'

/**
 * Return: its open ops, what each needs (below), the state after each, or -1 if the state stays (register), the bit of
 * the op that returns, then masks of the open ops: all, those that NEED does not hold for but everything else does, pure
 * observers, those about the same object as the one that returns.
 */
export const NEEDS: usize = 4
export const AFTERS: usize = 8
export const FRONT: usize = 16
export const ALL: usize = 24
export const OTHERS: usize = 32
export const OBSERVERS: usize = 40
export const SAME_OBJECT: usize = 48
const RETURN: usize = 56

/** The most bytes that the lists may take. */
const MOST: usize = 64 << 20

let returns: usize = 0
/** Where the next list goes. */
let lists: usize = 0

/** Whether the lists take no more memory than they may. */
export function canList(): bool {
  return <usize>ops * <usize>(slots + 7) <= MOST / 12
}

/** Makes the lists; false if memory ran out. */
export function makeLists(): bool {
  let listed = 0
  for (let r = 0; r < ops; r++) listed += roundUp(at(invEnd, r) - r)
  returns = alloc(<usize>(ops + 1) * RETURN)
  // Lists are copied with what stands behind them.
  lists = alloc(<usize>listed * 12 + 64)
  if (exhausted) return false
  if (slots <= 8) listNarrow()
  else for (let r = 0; r < ops; r++) list(r)
  memory.fill(returns + <usize>ops * RETURN, 0, RETURN)
  return true
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
 * All lists, where none is longer than eight: they are kept in vectors from one return to the next, and not read again.
 * That makes the whole check of a thousand operations two percent faster.
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
@inline export function equalTo(list: usize, number: i32, count: i32): u64 {
  const wanted = i32x4.splat(number)
  let equal: u64 = 0
  for (let i = 0; i < count; i += 8, list += 32) {
    const low = i32x4.eq(v128.load(list), wanted)
    const high = i32x4.eq(v128.load(list, 16), wanted)
    equal |= <u64>i16x8.bitmask(i16x8.narrow_i32x4_s(low, high)) << i
  }
  return equal
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
@inline export function returnAt(r: i32): usize {
  return returns + <usize>r * RETURN
}
