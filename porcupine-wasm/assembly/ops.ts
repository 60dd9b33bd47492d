/** The required ops (those that returned), by invocation: how many there are, the class of each, and its place in the input. */
import { alloc, at, exhausted } from './arena'

export let ops: i32 = 0
export let opClass: usize = 0
/** For each op, its index in what the caller gave. */
export let opIndex: usize = 0

export function loadOps(count: i32): bool {
  ops = count
  opClass = alloc((<usize>count << 2) + 4)
  opIndex = alloc((<usize>count << 2) + 4)
  return !exhausted
}

// @ts-ignore: decorator
@inline export function classOf(op: i32): i32 {
  return at(opClass, op)
}
