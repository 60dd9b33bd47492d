/**
 * The history as the search walks it. Required ops are numbered by invocation, returns by completion; the *frontier*
 * `f` is the first return whose op is not linearized yet. The ops that may come next are those open just before
 * return `f`; each holds a *slot*, reused after its return, so that a set of open ops is a mask of O(concurrency)
 * bits. A mask means nothing without `f`: that is why `f` is part of every cache key.
 */
import { alloc, at, exhausted, put, zeroed } from './arena'
import { WRITE, classes, infoTotals, kind, observes } from './classes'
import { classOf, loadOps, opClass, opIndex, ops } from './ops'
import { addPending, loadPending, removePending } from './pending'

/** Indeterminate ops, slots, 64-bit words in a mask. */
export let infos: i32 = 0
export let slots: i32 = 0
export let words: i32 = 0

export let opRet: usize = 0
export let opSlot: usize = 0
export let retOp: usize = 0
/** For each return: how many ops, and how many indeterminate ops, were invoked before it. */
export let invEnd: usize = 0
let infoEnd: usize = 0
let infoClass: usize = 0

/** The frontier, and what is open there. */
export let f: i32 = 0
export let slotOp: usize = 0
export let open: usize = 0
/** Of the open ops, those linearized; pure observers; writes. */
export let done: usize = 0
export let openObservers: usize = 0
export let openWrites: usize = 0
/** For each class: how many of its indeterminate ops were invoked before the frontier. */
export let available: usize = 0

// @ts-ignore: decorator
@inline export function frontierOp(): i32 {
  return at(retOp, f)
}

/** How many required ops are open at or before the frontier. */
// @ts-ignore: decorator
@inline export function invoked(): i32 {
  return at(invEnd, f)
}

// @ts-ignore: decorator
@inline function setBit(mask: usize, slot: i32): void {
  const word = mask + (<usize>(slot >> 6) << 3)
  store<u64>(word, load<u64>(word) | ((<u64>1) << (slot & 63)))
}

// @ts-ignore: decorator
@inline function clearBit(mask: usize, slot: i32): void {
  const word = mask + (<usize>(slot >> 6) << 3)
  store<u64>(word, load<u64>(word) & ~((<u64>1) << (slot & 63)))
}

// @ts-ignore: decorator
@inline function hasBit(mask: usize, slot: i32): bool {
  return ((load<u64>(mask + (<usize>(slot >> 6) << 3)) >> (slot & 63)) & 1) != 0
}

/** The place of a return that never came. */
const NEVER: i32 = i32.MAX_VALUE

/**
 * For each 64 places, which of them are invocations of required ops, of indeterminate ones, and returns; then how many
 * of each there are before these 64. So the number of an op or a return is found by counting bits.
 */
const INVOKES: usize = 0
const INFOS: usize = 8
const RETURNS: usize = 16
const BEFORE: usize = 24
const BLOCK: usize = 40

let blocks: usize = 0

// @ts-ignore: decorator
@inline function blockOf(place: i32): usize {
  return blocks + <usize>(place >> 6) * BLOCK
}

// @ts-ignore: decorator
@inline function mark(place: i32, kind: usize): void {
  const bits = blockOf(place) + kind
  store<u64>(bits, load<u64>(bits) | ((<u64>1) << (place & 63)))
}

/** How many of the kind there are before the place. */
// @ts-ignore: decorator
@inline function countBefore(place: i32, kind: usize): i32 {
  const block = blockOf(place)
  const earlier = load<u64>(block + kind) & (((<u64>1) << (place & 63)) - 1)
  return load<i32>(block + (kind >> 1), BEFORE) + <i32>popcnt(earlier)
}

/**
 * Reads `n` operations: the places of their invocations and returns (each taken once, all below `places`, which need not
 * all be taken), and their classes, -1 for one that is left out.
 */
export function loadHistory(starts: usize, ends: usize, classOfInput: usize, n: i32, places: i32): bool {
  const count = (places + 63) >> 6
  blocks = zeroed(<usize>count * BLOCK)
  if (exhausted) return false
  for (let i = 0; i < n; i++) {
    if (at(classOfInput, i) < 0) continue
    const end = at(ends, i)
    mark(at(starts, i), end == NEVER ? INFOS : INVOKES)
    if (end != NEVER) mark(end, RETURNS)
  }
  let required = 0
  let returned = 0
  infos = 0
  for (let i = 0; i < count; i++) {
    const block = blocks + <usize>i * BLOCK
    store<i32>(block, required, BEFORE)
    store<i32>(block, infos, BEFORE + 4)
    store<i32>(block, returned, BEFORE + 8)
    required += <i32>popcnt(load<u64>(block, INVOKES))
    infos += <i32>popcnt(load<u64>(block, INFOS))
    returned += <i32>popcnt(load<u64>(block, RETURNS))
  }
  const bytes = (<usize>required << 2) + 4
  opRet = alloc(bytes)
  retOp = alloc(bytes)
  invEnd = alloc(bytes)
  infoEnd = alloc(bytes)
  infoClass = alloc((<usize>infos << 2) + 4)
  if (!loadOps(required) || exhausted) return false
  slots = 0
  for (let i = 0; i < n; i++) {
    const c = at(classOfInput, i)
    if (c < 0) continue
    const start = at(starts, i)
    const end = at(ends, i)
    if (end == NEVER) {
      put(infoClass, countBefore(start, INFOS), c)
      put(infoTotals, c, at(infoTotals, c) + 1)
      continue
    }
    const op = countBefore(start, INVOKES)
    const ret = countBefore(end, RETURNS)
    const invoked = countBefore(end, INVOKES)
    put(opIndex, op, i)
    put(opClass, op, c)
    put(opRet, op, ret)
    put(retOp, ret, op)
    put(invEnd, ret, invoked)
    put(infoEnd, ret, countBefore(end, INFOS))
    slots = max(slots, invoked - ret)
  }
  put(invEnd, required, required)
  put(infoEnd, required, infos)
  put(retOp, required, -1)
  return true
}

/** Opens what was invoked before the first return. */
export function begin(): bool {
  words = (slots + 63) >> 6
  const mask = (<usize>words << 3) + 8
  opSlot = alloc(<usize>ops << 2)
  slotOp = alloc((<usize>slots << 2) + 4)
  open = zeroed(mask)
  done = zeroed(mask)
  openObservers = zeroed(mask)
  openWrites = zeroed(mask)
  available = zeroed((<usize>classes << 2) + 4)
  if (!dealSlots() || !loadPending()) return false
  f = 0
  openFrom(0, 0)
  return true
}

function dealSlots(): bool {
  const free = alloc((<usize>slots << 2) + 4)
  if (exhausted) return false
  for (let slot = 0; slot < slots; slot++) put(free, slot, slots - 1 - slot)
  let left = slots
  let op = 0
  for (let r = 0; r < ops; r++) {
    for (; op < at(invEnd, r); op++) put(opSlot, op, at(free, --left))
    put(free, left++, at(opSlot, at(retOp, r)))
  }
  return true
}

function occupy(slot: i32, op: i32): void {
  const c = classOf(op)
  put(slotOp, slot, op)
  setBit(open, slot)
  if (observes(c)) setBit(openObservers, slot)
  else if (kind(c) == WRITE) setBit(openWrites, slot)
}

function vacate(slot: i32): void {
  put(slotOp, slot, -1)
  clearBit(open, slot)
  clearBit(done, slot)
  clearBit(openObservers, slot)
  clearBit(openWrites, slot)
}

/** Opens what was invoked before return `f` and after the ops and indeterminate ops given. */
function openFrom(op: i32, info: i32): void {
  const opEnd = at(invEnd, f)
  for (; op < opEnd; op++) {
    const slot = at(opSlot, op)
    occupy(slot, op)
    addPending(op)
  }
  const infosEnd = at(infoEnd, f)
  for (; info < infosEnd; info++) {
    const c = at(infoClass, info)
    put(available, c, at(available, c) + 1)
  }
}

/** Linearizes an open op. */
// @ts-ignore: decorator
@inline export function markDone(op: i32): void {
  setBit(done, at(opSlot, op))
  removePending(op)
}

/** The op is no longer linearized; if it is still open it is pending again. Its mark is restored with the mask. */
// @ts-ignore: decorator
@inline export function markUndone(op: i32): void {
  if (at(slotOp, at(opSlot, op)) == op) addPending(op)
}

/** Moves the frontier past every return whose op is linearized. */
export function advance(): void {
  while (f < ops) {
    const slot = at(opSlot, at(retOp, f))
    if (!hasBit(done, slot)) return
    vacate(slot)
    const op = at(invEnd, f)
    const info = at(infoEnd, f)
    f++
    openFrom(op, info)
  }
}

/** Moves the frontier back. Marks of ops that were open at `to` must be put right by the caller. */
export function rewind(to: i32): void {
  while (f > to) {
    const opStart = at(invEnd, f - 1)
    for (let op = at(invEnd, f) - 1; op >= opStart; op--) {
      const slot = at(opSlot, op)
      if (!hasBit(done, slot)) removePending(op)
      vacate(slot)
    }
    const infoStart = at(infoEnd, f - 1)
    for (let info = at(infoEnd, f) - 1; info >= infoStart; info--) {
      const c = at(infoClass, info)
      put(available, c, at(available, c) - 1)
    }
    f--
    const op = at(retOp, f)
    const slot = at(opSlot, op)
    occupy(slot, op)
    setBit(done, slot)
  }
}
