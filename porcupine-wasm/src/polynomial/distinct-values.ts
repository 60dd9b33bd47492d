import { Interner } from '../core/intern.ts'
import type { CollectionOp } from '../model.ts'
import { isIndeterminate } from '../model.ts'
import type { Operation } from '../operation.ts'

/** The operations that put and take each value, as indices; -1 where it was never taken. */
export interface DistinctValues {
  readonly puts: readonly number[]
  readonly takes: readonly number[]
}

/**
 * The values of a collection, or undefined if one was put in twice. `illegal`: one was taken twice, or never put in. A
 * value whose put is indeterminate and that nobody took is left out: in any order it can be.
 */
export function distinctValues(
  operations: readonly Operation[],
  forms: readonly CollectionOp[],
): DistinctValues | 'illegal' | undefined {
  const ids = new Interner()
  const puts: number[] = []
  const takes: number[] = []
  let twice = false
  for (const [index, op] of forms.entries()) {
    if (op.kind !== 'put' && op.kind !== 'take') continue
    const id = ids.id(op.value)
    puts[id] ??= -1
    takes[id] ??= -1
    if (op.kind === 'put') {
      if (puts[id] !== -1) return undefined
      puts[id] = index
    } else {
      if (takes[id] !== -1) twice = true
      takes[id] = index
    }
  }
  if (twice || puts.includes(-1)) return 'illegal'
  const kept = [...puts.keys()].filter(
    (id) => takes[id] !== -1 || !isIndeterminate(operations[puts[id] as number] as Operation),
  )
  return { puts: kept.map((id) => puts[id] as number), takes: kept.map((id) => takes[id] as number) }
}
