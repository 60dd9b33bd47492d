/**
 * The configurations that the lean search has seen: for each frontier an open-addressed table of 64-bit keys, state
 * and mask in one, where 0 is empty. Most frontiers see a few configurations and some see most of them, so each table
 * grows by itself, and one that was outgrown serves another frontier.
 */
import { alloc, exhausted, zeroed } from './arena'

/** Header of a frontier's table: where it is, entries in use << 6 | log2 of its size. */
const FILL: usize = 4
const HEADER: usize = 8
/** log2 of the size that a table begins with. */
const FIRST: i32 = 2

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
  if (log == 0) return growAndAdd(header, key)
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
  const log = oldLog ? oldLog + 1 : FIRST
  const table = emptyTable(log)
  if (!table) return -1
  if (oldLog) {
    for (let place = old; place < old + sizeOf(oldLog); place += 8) {
      if (load<u64>(place)) add(table, log, load<u64>(place))
    }
    store<u32>(old, load<u32>(spare + (<usize>oldLog << 2)))
    store<u32>(spare + (<usize>oldLog << 2), <u32>old)
  }
  add(table, log, key)
  keys++
  store<u32>(header, <u32>table)
  store<i32>(header, ((fill >> 6) + 1 << 6) | log, FILL)
  return 1
}

function emptyTable(log: i32): usize {
  let table: usize = load<u32>(spare + (<usize>log << 2))
  if (table) store<u32>(spare + (<usize>log << 2), load<u32>(table))
  else table = alloc(sizeOf(log))
  if (table) for (let i: usize = 0; i < sizeOf(log); i += 8) store<u64>(table + i, 0)
  return table
}
