/**
 * The history as the search walks it. Required ops are numbered by invocation, returns by completion; the *frontier*
 * `f` is the first return whose op is not linearized yet. The ops that may come next are those open just before
 * return `f`; each holds a *slot*, reused after its return, so that a set of open ops is a mask of O(concurrency)
 * bits. A mask means nothing without `f`: that is why `f` is part of every cache key.
 */
import { alloc, at, exhausted, put, zeroed } from './arena'
import { WRITE, kind, observes } from './classes'
import { classOf, loadOps, ops } from './ops'
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

/**
 * Reads the events in order, each `id << 2 | type`: 0 an op is invoked (ids ascend), 1 it returns, 2 an indeterminate
 * op is invoked (id is its class). `classTable` was filled by the caller.
 */
export function loadHistory(events: usize, count: i32, nOps: i32, nInfos: i32, classes: i32, classTable: usize): bool {
  loadOps(nOps, classTable)
  infos = nInfos
  const bytes = <usize>nOps << 2
  opRet = alloc(bytes)
  opSlot = alloc(bytes)
  retOp = alloc(bytes + 4)
  invEnd = alloc(bytes + 4)
  infoEnd = alloc(bytes + 4)
  infoClass = alloc((<usize>nInfos << 2) + 4)
  available = zeroed((<usize>classes << 2) + 4)
  const free = alloc(bytes + 4)
  if (exhausted) return false
  let freeTop = 0
  slots = 0
  let returned = 0
  let invokedOps = 0
  let invokedInfos = 0
  for (let i = 0; i < count; i++) {
    const event = at(events, i)
    const id = event >> 2
    const type = event & 3
    if (type == 0) {
      invokedOps++
      let slot = slots
      if (freeTop > 0) slot = at(free, --freeTop)
      else slots++
      put(opSlot, id, slot)
    } else if (type == 1) {
      put(opRet, id, returned)
      put(retOp, returned, id)
      put(invEnd, returned, invokedOps)
      put(infoEnd, returned, invokedInfos)
      returned++
      put(free, freeTop++, at(opSlot, id))
    } else put(infoClass, invokedInfos++, id)
  }
  put(invEnd, returned, invokedOps)
  put(infoEnd, returned, invokedInfos)
  put(retOp, returned, -1)
  words = (slots + 63) >> 6
  slotOp = alloc((<usize>slots << 2) + 4)
  open = zeroed((<usize>words << 3) + 8)
  done = zeroed((<usize>words << 3) + 8)
  openObservers = zeroed((<usize>words << 3) + 8)
  openWrites = zeroed((<usize>words << 3) + 8)
  return !exhausted
}

/** Opens what was invoked before the first return. */
export function begin(): bool {
  if (!loadPending()) return false
  f = 0
  openFrom(0, 0)
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
