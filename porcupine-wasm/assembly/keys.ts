/**
 * The configurations that the lean search has seen: for each frontier some 64-bit keys, state and mask in one. Most
 * frontiers see a few configurations, which stand in a short list, and some see most of them: each of those has an
 * open-addressed table, in which 0 is empty. It grows by itself, fourfold (to move keys costs more than the room), and
 * one that was outgrown serves another frontier.
 */
import { alloc, exhausted, zeroed } from './arena'

/** Header of a frontier: where its table is, keys << 6 | log2 of the table's size; without a table, its keys, none of which is 0. */
const FILL: usize = 4
const LIST: usize = 8
const LISTED: i32 = 6
const HEADER: usize = LIST + 8 * LISTED
/** log2 of the size that a table begins with. */
const FIRST: i32 = 5

let headers: usize = 0
/** By log2 of their size, tables that were outgrown: each begins with the address of the next. */
let spare: usize = 0
let maskBits: i32 = 0
export let keys: i32 = 0

export function loadKeys(frontiers: i32, slots: i32): bool {
  maskBits = slots
  keys = 0
  headers = zeroed(<usize>(frontiers + 1) * HEADER)
  spare = zeroed(32 << 2)
  return !exhausted
}

/** Enters a configuration: 1, or 0 if it was there, or -1 if memory ran out. */
// @ts-ignore: decorator
@inline export function seeKey(frontier: i32, mask: u64, state: i32): i32 {
  const key = (<u64>(state + 1) << maskBits) | mask
  const header = headers + <usize>frontier * HEADER
  const fill = load<i32>(header, FILL)
  const log = fill & 63
  if (log == 0) return seekInList(header, fill >> 6, key)
  const table: usize = load<u32>(header)
  const last = sizeOf(log) - 8
  let at = start(log, key)
  for (let there = load<u64>(table + at); there; there = load<u64>(table + at)) {
    if (there == key) return 0
    at = (at + 8) & last
  }
  // At most half full.
  if ((fill >> 6) + 1 << 1 > 1 << log) return growAndAdd(header, key)
  keys++
  store<u64>(table + at, key)
  store<i32>(header, fill + 64, FILL)
  return 1
}

// @ts-ignore: decorator
@inline function seekInList(header: usize, count: i32, key: u64): i32 {
  const wanted = i64x2.splat(key)
  const low = i64x2.eq(v128.load(header, LIST), wanted)
  const high = v128.or(i64x2.eq(v128.load(header, LIST + 16), wanted), i64x2.eq(v128.load(header, LIST + 32), wanted))
  if (v128.any_true(v128.or(low, high))) return 0
  if (count == LISTED) return growAndAdd(header, key)
  keys++
  store<u64>(header + (<usize>count << 3), key, LIST)
  store<i32>(header, count + 1 << 6, FILL)
  return 1
}

/** Where in a table a key is looked for first. */
// @ts-ignore: decorator
@inline function start(log: i32, key: u64): usize {
  return <usize>((key * 0x9e3779b97f4a7c15) >> (64 - log)) << 3
}

// @ts-ignore: decorator
@inline function sizeOf(log: i32): usize {
  return <usize>8 << log
}

/** Adds a key that is not there. */
function add(table: usize, log: i32, key: u64): void {
  let at = start(log, key)
  while (load<u64>(table + at)) at = (at + 8) & (sizeOf(log) - 8)
  store<u64>(table + at, key)
}

function growAndAdd(header: usize, key: u64): i32 {
  const old: usize = load<u32>(header)
  const fill = load<i32>(header, FILL)
  const oldLog = fill & 63
  const log = oldLog ? oldLog + 2 : FIRST
  const table = emptyTable(log)
  if (!table) return -1
  if (oldLog) {
    addAll(table, log, old, old + sizeOf(oldLog))
    store<u32>(old, load<u32>(spare + (<usize>oldLog << 2)))
    store<u32>(spare + (<usize>oldLog << 2), <u32>old)
  } else addAll(table, log, header + LIST, header + HEADER)
  add(table, log, key)
  keys++
  store<u32>(header, <u32>table)
  store<i32>(header, ((fill >> 6) + 1 << 6) | log, FILL)
  return 1
}

function addAll(table: usize, log: i32, from: usize, to: usize): void {
  for (let place = from; place < to; place += 8) if (load<u64>(place)) add(table, log, load<u64>(place))
}

function emptyTable(log: i32): usize {
  let table: usize = load<u32>(spare + (<usize>log << 2))
  if (table) store<u32>(spare + (<usize>log << 2), load<u32>(table))
  else table = alloc(sizeOf(log))
  if (table) for (let i: usize = 0; i < sizeOf(log); i += 8) store<u64>(table + i, 0)
  return table
}
