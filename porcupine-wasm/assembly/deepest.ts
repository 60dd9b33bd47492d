/**
 * The stack as it was when the furthest frontier was first reached: what an illegal history is explained by. It is
 * copied when the search first goes back from there, and only from where it differs from the copy before, so that no
 * item is copied more often than it was pushed.
 */
import { alloc, exhausted } from './arena'

export let copy: usize = 0
export let length: i32 = 0

let itemSize: usize = 0
/** How many items the copy and the stack have in common. */
let common: i32 = 0
/** Whether the furthest frontier was reached since the copy was made. */
let isNew: bool = false
/** To go back below this length matters. */
let turn: i32 = 0

/** For a stack of so many items of so many bytes. */
export function loadDeepest(items: i32, bytes: usize): bool {
  itemSize = bytes
  copy = alloc(<usize>(items + 1) * bytes)
  length = 0
  common = 0
  isNew = false
  turn = 0
  return !exhausted
}

/** The frontier is further than ever, with so many items on the stack. */
// @ts-ignore: decorator
@inline export function atFurthest(items: i32): void {
  length = items
  isNew = true
  turn = items
}

/** The stack is about to have so few items, or has: those above are still where they were. */
// @ts-ignore: decorator
@inline export function goingBack(stack: usize, items: i32): void {
  if (items < turn) keep(stack, items)
}

/** Makes the copy, if it is not there yet. */
export function keep(stack: usize, items: i32): void {
  if (isNew) {
    const from = <usize>common * itemSize
    memory.copy(copy + from, stack + from, <usize>(length - common) * itemSize)
    isNew = false
  }
  common = items
  turn = items
}
