import type { Json, Op } from '../op/op.ts'

/**
 * Lifts the `[key value]` tuples of jepsen.independent into `key` and `value`. EDN prints such a tuple as a plain
 * vector, which a cas `[old new]` or a list is too; they are tuples only where every client op has one and a read is
 * invoked as `[key nil]`, since other reads are invoked with nil.
 */
export function liftKeys(ops: readonly Op[]): readonly Op[] {
  let reads = false
  for (const op of ops) {
    if (op.process === 'nemesis') continue
    if (op.key !== undefined || !isTuple(op.value)) return ops
    if (op.type === 'invoke' && (op.f === 'read' || op.f === 'get')) {
      if (op.value[1] !== null) return ops
      reads = true
    }
  }
  return reads ? ops.map(lift) : ops
}

function lift(op: Op): Op {
  if (op.process === 'nemesis' || !isTuple(op.value)) return op
  return { ...op, key: op.value[0], value: op.value[1] }
}

function isTuple(value: Json): value is readonly [Json, Json] {
  return Array.isArray(value) && value.length === 2 && (typeof value[0] === 'number' || typeof value[0] === 'string')
}
