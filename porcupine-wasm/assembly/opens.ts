/**
 * The history as the lean search walks it: the ops that are open just before each return, as masks of the lists in
 * open-lists.ts, bit i for the i-th.
 */
import { at, exhausted, put, zeroed } from './arena'
import { classes, isRegister, stepTable } from './classes'
import { invEnd, retOp } from './history'
import { AFTERS, ALL, FRONT, NEEDS, OBSERVERS, OTHERS, SAME_OBJECT, equalTo, makeLists, returnAt } from './open-lists'
import { classOf, ops } from './ops'

/** For each class, whether two of its ops are open at once. */
let twins: usize = 0

/** `symmetric`: whether `hasTwins` will be asked for. */
export function loadOpens(symmetric: bool): bool {
  return makeLists() && (!symmetric || findTwins())
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
