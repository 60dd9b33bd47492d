/** From this many bytes on it matters where a column lives. */
const large = 1 << 18

/**
 * A column of 32-bit integers. Large columns live in shared buffers: V8 does not count those as memory pressure, which
 * would make it walk the whole history (a second at a million transactions) for every few columns.
 */
export function ints(length: number, fill = 0): Int32Array {
  const column = length * 4 < large ? new Int32Array(length) : new Int32Array(new SharedArrayBuffer(length * 4))
  return fill === 0 ? column : column.fill(fill)
}

/** A column of bytes, allocated as `ints` does. */
export function bytes(length: number, fill = 0): Uint8Array {
  const column = length < large ? new Uint8Array(length) : new Uint8Array(new SharedArrayBuffer(length))
  return fill === 0 ? column : column.fill(fill)
}

/** A copy of a column's first items. */
export function firstOf(column: Int32Array, length: number): Int32Array {
  const copy = ints(length)
  copy.set(column.subarray(0, length))
  return copy
}
