/**
 * Memory: one bump arena. Nothing is freed within a check; `reset` frees everything. Every size is in bytes.
 * When the limit is reached `alloc` returns 0 and raises `exhausted`, and the check ends as "unknown".
 */
let top: usize = 0
let limit: usize = 0
export let exhausted: bool = false

export function reset(limitBytes: usize): void {
  top = (__heap_base + 15) & ~15
  limit = limitBytes
  exhausted = false
}

export function alloc(bytes: usize): usize {
  const at = top
  const end = (at + bytes + 7) & ~7
  if (end < at || end > limit) {
    exhausted = true
    return 0
  }
  const have = (<usize>memory.size()) << 16
  if (end > have) {
    const pages = <i32>((end - have + 0xffff) >> 16)
    // Ask for a quarter more than needed so that growing stays rare, and for the bare need if that is refused.
    if (memory.grow(pages + (<i32>memory.size() >> 2)) < 0 && memory.grow(pages) < 0) {
      exhausted = true
      return 0
    }
  }
  top = end
  return at
}

export function zeroed(bytes: usize): usize {
  const at = alloc(bytes)
  if (at) memory.fill(at, 0, bytes)
  return at
}

/** Bytes in use. */
export function used(): usize {
  return top
}

// @ts-ignore: decorator
@inline export function at(base: usize, i: i32): i32 {
  return load<i32>(base + (<usize>i << 2))
}

// @ts-ignore: decorator
@inline export function put(base: usize, i: i32, value: i32): void {
  store<i32>(base + (<usize>i << 2), value)
}
