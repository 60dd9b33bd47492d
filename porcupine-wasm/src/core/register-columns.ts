import type { RegisterForm } from '../model.ts'
import type { Operation } from '../operation.ts'
import { Interner } from './intern.ts'
import type { Scratch } from './scratch.ts'

/** Kinds of operations on a register, as in assembly/classes.ts. `LEFT_OUT`: indeterminate and without effect. */
export const READ = 0
export const WRITE = 1
export const CAS = 2
export const REFUSED = 3
export const ANY = 4
export const LEFT_OUT = 5

/** A history of one register, a number in each column for each operation: small, and read in one pass. */
export interface Columns {
  readonly kinds: Uint8Array
  /** The number of the value read, left behind or refused. */
  readonly value: Int32Array
  /** The number of the value that a cas takes; empty if there is no cas. */
  readonly from: Int32Array
  readonly values: number
  readonly initial: number
  /** How many operations leave another value behind, or may. */
  readonly writes: number
}

export function columnsOf({ init, form }: RegisterForm, operations: readonly Operation[], scratch: Scratch): Columns {
  const n = operations.length
  const ids = new Interner(scratch.int32(n))
  const initial = ids.id(init)
  const kinds = scratch.uint8(n)
  const value = scratch.int32(n)
  let from = scratch.int32(0)
  let writes = 0
  for (let i = 0; i < n; i++) {
    const op = operations[i] as Operation
    const told = form(op)
    const lost = op.complete === Number.POSITIVE_INFINITY
    switch (told.kind) {
      case 'read':
        kinds[i] = lost ? LEFT_OUT : READ
        value[i] = ids.id(told.value)
        break
      case 'write':
        kinds[i] = WRITE
        value[i] = ids.id(told.value)
        writes++
        break
      case 'cas': {
        const taken = ids.id(told.from)
        const left = ids.id(told.to)
        if (from.length === 0) from = scratch.int32(n)
        value[i] = left
        from[i] = taken
        // A cas from a value to itself only looks: it is a read of that value.
        kinds[i] = taken !== left ? CAS : lost ? LEFT_OUT : READ
        if (taken !== left) writes++
        break
      }
      case 'refused':
        kinds[i] = lost ? LEFT_OUT : REFUSED
        value[i] = ids.id(told.from)
        break
      case 'any':
        kinds[i] = lost ? LEFT_OUT : ANY
    }
  }
  return { kinds, value, from, values: ids.size, initial, writes }
}
