import type { Json } from '../../op/op.ts'

/** Numbers values from 0 in the order in which they come; equal JSON is the same value. */
export class Interner {
  readonly values: Json[] = []
  readonly #simple = new Map<Json, number>()
  readonly #compound = new Map<string, number>()

  id(value: Json): number {
    const known = this.find(value)
    if (known !== undefined) return known
    const id = this.values.push(value) - 1
    if (isCompound(value)) this.#compound.set(JSON.stringify(value), id)
    else this.#simple.set(value, id)
    return id
  }

  find(value: Json): number | undefined {
    return isCompound(value) ? this.#compound.get(JSON.stringify(value)) : this.#simple.get(value)
  }
}

/** Equality of values as a database would have it. */
export function same(a: Json, b: Json): boolean {
  return a === b || (isCompound(a) && isCompound(b) && JSON.stringify(a) === JSON.stringify(b))
}

function isCompound(value: Json): boolean {
  return typeof value === 'object' && value !== null
}
