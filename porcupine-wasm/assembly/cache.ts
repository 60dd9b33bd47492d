/**
 * The configurations seen: (frontier, mask, state), compared exactly, each with an antichain of the indeterminate ops
 * used to get there and of the *cover*, the number of ops that were invoked when the state was last overwritten (R4).
 * A configuration that used fewer and covers more dominates: whatever comes next is open to it as well.
 *
 * With lazy writes (R4) a configuration also dominates another of the same frontier and state that linearized more
 * writes, if it can hide those at their deadlines, or fewer observers. Such siblings are looked through up to a limit:
 * to miss one costs time, not truth.
 */
import { alloc, at, exhausted, put, zeroed } from './arena'
import { matters, skipUsed, usedCount, usedList, usedOf } from './counts'
import { done, f, infos, openObservers, openWrites, slotOp, words } from './history'

/** Entry: frontier, state, first node of the antichain (or, without indeterminate ops, the cover), sibling, mask. */
const STATE: usize = 4
const CHAIN: usize = 8
const SIBLING: usize = 12
const MASK: usize = 16

/** The most siblings that are looked at: with 48 some histories take ten times as many configurations, with more few take fewer. */
const SIBLINGS: i32 = 256

/** Node: next, how many classes, signature, cover, then (class, count) ascending by class. */
const LENGTH: usize = 4
const SIGNATURE: usize = 8
const COVER: usize = 16
const USES: usize = 20

let table: usize = 0
let bits: i32 = 0
export let entries: i32 = 0
/** (frontier, state) → its latest entry; the others follow through SIBLING. Only with lazy writes. */
let families: usize = 0
let familyBits: i32 = 0
let familyCount: i32 = 0
let dominance: bool = false
/** The sorted uses of the configuration in hand: (class, count) pairs. */
let uses: usize = 0
let usesLength: i32 = 0
let usesSignature: u64 = 0

export function loadCache(classes: i32, lazy: bool): bool {
  dominance = lazy
  familyBits = 9
  familyCount = 0
  if (lazy) families = zeroed(<usize>4 << familyBits)
  bits = 9
  entries = 0
  table = zeroed(<usize>4 << bits)
  uses = alloc((<usize>classes << 3) + 8)
  return !exhausted
}

// @ts-ignore: decorator
@inline function hash(frontier: i32, state: i32, mask: usize): i32 {
  let h = (<u64>frontier << 32) ^ <u64><u32>state
  h *= 0x9e3779b97f4a7c15
  for (let w = 0; w < words; w++) {
    h ^= load<u64>(mask + (<usize>w << 3))
    h *= 0xff51afd7ed558ccd
    h ^= h >> 32
  }
  h *= 0xc4ceb9fe1a85ec53
  return <i32>(h >> 33)
}

// @ts-ignore: decorator
@inline function sameMask(a: usize, b: usize): bool {
  for (let w: usize = 0; w < <usize>words << 3; w += 8) if (load<u64>(a + w) != load<u64>(b + w)) return false
  return true
}

/**
 * Enters the configuration in hand. Returns its entry, 0 if it was seen or is dominated, -1 if memory ran out.
 * `antichain` off: uses are compared for equality only.
 */
export function enter(state: i32, cover: i32, antichain: bool): usize {
  if (infos > 0) gatherUses()
  let mask = (1 << bits) - 1
  let i = hash(f, state, done) & mask
  let entry: usize = load<u32>(table + (<usize>i << 2))
  while (entry) {
    if (load<i32>(entry) == f && load<i32>(entry, STATE) == state && sameMask(entry + MASK, done)) {
      if (infos == 0) {
        if (load<i32>(entry, CHAIN) >= cover) return 0
        store<i32>(entry, cover, CHAIN)
        return entry
      }
      if (isDominated(entry, cover, antichain)) return 0
      return addNode(entry, cover) ? entry : -1
    }
    i = (i + 1) & mask
    entry = load<u32>(table + (<usize>i << 2))
  }
  let family: usize = 0
  if (dominance) {
    family = findFamily(f, state)
    if (hasDominator(load<u32>(family), cover)) return 0
  }
  entry = alloc(MASK + (<usize>words << 3))
  if (!entry) return -1
  if (dominance) {
    const latest = load<u32>(family)
    store<u32>(entry, latest, SIBLING)
    store<u32>(family, <u32>entry)
    if (!latest && ++familyCount << 1 > 1 << familyBits && !growFamilies()) return -1
  }
  store<i32>(entry, f)
  store<i32>(entry, state, STATE)
  store<i32>(entry, infos > 0 ? 0 : cover, CHAIN)
  memory.copy(entry + MASK, done, <usize>words << 3)
  store<u32>(table + (<usize>i << 2), <u32>entry)
  if (infos > 0 && !addNode(entry, cover)) return -1
  if (++entries << 1 > mask && !grow()) return -1
  return entry
}

// @ts-ignore: decorator
@inline export function frontierOf(entry: usize): i32 {
  return load<i32>(entry)
}

// @ts-ignore: decorator
@inline export function stateOf(entry: usize): i32 {
  return load<i32>(entry, STATE)
}

export function restoreMask(entry: usize): void {
  memory.copy(done, entry + MASK, <usize>words << 3)
}

function grow(): bool {
  const next = zeroed(<usize>4 << (bits + 1))
  if (!next) return false
  const old = table
  const size = 1 << bits
  table = next
  bits++
  const mask = (1 << bits) - 1
  for (let i = 0; i < size; i++) {
    const entry: usize = load<u32>(old + (<usize>i << 2))
    if (!entry) continue
    let j = hash(load<i32>(entry), load<i32>(entry, STATE), entry + MASK) & mask
    while (load<u32>(table + (<usize>j << 2))) j = (j + 1) & mask
    store<u32>(table + (<usize>j << 2), <u32>entry)
  }
  return true
}

// @ts-ignore: decorator
@inline function familyHash(frontier: i32, state: i32): i32 {
  let h = (<u64>frontier << 32) ^ <u64><u32>state
  h *= 0x9e3779b97f4a7c15
  h ^= h >> 32
  return <i32>((h * 0xc4ceb9fe1a85ec53) >> 33)
}

/** Where the latest entry of the family stands, or is to stand. */
function findFamily(frontier: i32, state: i32): usize {
  const mask = (1 << familyBits) - 1
  let place = families + (<usize>(familyHash(frontier, state) & mask) << 2)
  const end = families + (<usize>4 << familyBits)
  let entry: usize = load<u32>(place)
  while (entry && (load<i32>(entry) != frontier || load<i32>(entry, STATE) != state)) {
    place += 4
    if (place == end) place = families
    entry = load<u32>(place)
  }
  return place
}

function growFamilies(): bool {
  const old = families
  const size = 1 << familyBits
  const next = zeroed(<usize>4 << (familyBits + 1))
  if (!next) return false
  families = next
  familyBits++
  for (let i = 0; i < size; i++) {
    const entry: usize = load<u32>(old + (<usize>i << 2))
    if (entry) store<u32>(findFamily(load<i32>(entry), load<i32>(entry, STATE)), <u32>entry)
  }
  return true
}

/** Whether one of the entries dominates the configuration in hand. */
function hasDominator(entry: usize, cover: i32): bool {
  for (let i = 0; entry && i < SIBLINGS; i++, entry = load<u32>(entry, SIBLING)) {
    const latest = latestToHide(entry)
    if (latest == i32.MAX_VALUE) continue
    if (infos == 0) {
      const its = load<i32>(entry, CHAIN)
      if (its >= cover && its > latest) return true
    } else if (isDominated(entry, max(cover, latest + 1), true)) return true
  }
  return false
}

/**
 * The latest op that the configuration in hand linearized and the entry would have to hide, or -1 if there is none;
 * i32.MAX_VALUE if the two differ in other ways.
 */
function latestToHide(entry: usize): i32 {
  for (let w: usize = 0; w < <usize>words << 3; w += 8) {
    const its = load<u64>(entry + MASK + w)
    const ours = load<u64>(done + w)
    if (its & ~ours & ~load<u64>(openObservers + w)) return i32.MAX_VALUE
    if (ours & ~its & ~load<u64>(openWrites + w)) return i32.MAX_VALUE
  }
  let latest = -1
  for (let w = 0; w < words; w++) {
    const its = load<u64>(entry + MASK + (<usize>w << 3))
    for (let bits = load<u64>(done + (<usize>w << 3)) & ~its; bits; bits &= bits - 1) {
      latest = max(latest, at(slotOp, (w << 6) + <i32>ctz(bits)))
    }
  }
  return latest
}

/** Collects the uses that can still matter, ascending by class. */
function gatherUses(): void {
  usesLength = 0
  usesSignature = 0
  for (let i = skipUsed(); i < usedCount; i++) {
    const c = at(usedList, i)
    if (!matters(c)) continue
    let j = usesLength++
    for (; j > 0 && at(uses, 2 * (j - 1)) > c; j--) {
      put(uses, 2 * j, at(uses, 2 * (j - 1)))
      put(uses, 2 * j + 1, at(uses, 2 * j - 1))
    }
    put(uses, 2 * j, c)
    put(uses, 2 * j + 1, at(usedOf, c))
    usesSignature |= (<u64>1) << (c & 63)
  }
}

function isDominated(entry: usize, cover: i32, antichain: bool): bool {
  for (let node: usize = load<u32>(entry, CHAIN); node; node = load<u32>(node)) {
    if (load<i32>(node, COVER) >= cover && (antichain ? isWithin(node) : isSame(node))) return true
  }
  return false
}

function isSame(node: usize): bool {
  if (load<i32>(node, LENGTH) != usesLength) return false
  for (let i = 0; i < usesLength << 1; i++) if (at(node + USES, i) != at(uses, i)) return false
  return true
}

/** Whether the node used no more of any class than the configuration in hand. */
function isWithin(node: usize): bool {
  if (load<u64>(node, SIGNATURE) & ~usesSignature) return false
  const length = load<i32>(node, LENGTH)
  if (length > usesLength) return false
  let j = 0
  for (let i = 0; i < length; i++) {
    const c = at(node + USES, 2 * i)
    while (j < usesLength && at(uses, 2 * j) < c) j++
    if (j == usesLength || at(uses, 2 * j) != c || at(node + USES, 2 * i + 1) > at(uses, 2 * j + 1)) return false
    j++
  }
  return true
}

function addNode(entry: usize, cover: i32): bool {
  const node = alloc(USES + (<usize>usesLength << 3))
  if (!node) return false
  store<u32>(node, load<u32>(entry, CHAIN))
  store<i32>(node, usesLength, LENGTH)
  store<u64>(node, usesSignature, SIGNATURE)
  store<i32>(node, cover, COVER)
  memory.copy(node + USES, uses, <usize>usesLength << 3)
  store<u32>(entry, <u32>node, CHAIN)
  return true
}
