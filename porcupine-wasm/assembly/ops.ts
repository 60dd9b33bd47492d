/** The required ops (those that returned): how many there are, and the class of each. */
import { at } from './arena'

export let ops: i32 = 0
let opClass: usize = 0

export function loadOps(count: i32, classTable: usize): void {
  ops = count
  opClass = classTable
}

// @ts-ignore: decorator
@inline export function classOf(op: i32): i32 {
  return at(opClass, op)
}
